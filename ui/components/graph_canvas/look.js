// How the picture looks: theme, shapes, icons and colours of types, styles of edges, the legend.
const LIGHT = { restrictive: '#c2500b', supportive: '#1769aa', mixed: '#6b7280', neutral: '#8a93a0', denied: '#9aa1ac' };
const DARK = { restrictive: '#ff9a56', supportive: '#62b0f2', mixed: '#aab2bd', neutral: '#8d97a5', denied: '#6d7683' };
const POLARITY = [['restrictive', 'Restrictive'], ['supportive', 'Supportive'], ['mixed', 'Both'], ['neutral', 'Neither']];
const STATUS = [['realised', 'Realised'], ['announced', 'Announced'], ['potential', 'Potential'], ['denied', 'Denied']];
const DASHES = { realised: '', announced: '7 4', potential: '1.5 4', denied: '7 4' };
// Okabe and Ito's colours, told apart by the colour-blind, then greys of three lightnesses.
const GROUPS = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442', '#555555', '#999999', '#cccccc'];

export const SHAPES = {
  ellipse: '<circle cx="8" cy="8" r="7.5"/>',
  'round-rectangle': '<rect x=".5" y=".5" width="15" height="15" rx="4"/>',
  rectangle: '<rect x=".5" y=".5" width="15" height="15"/>',
  octagon: '<path d="M5 .5h6L15.5 5v6L11 15.500H5L.5 11V5z"/>',
  hexagon: '<path d="M4 .5h8l4 7.5-4 7.500H4L0 8z"/>',
  diamond: '<path d="M8 0l8 8-8 8-8-8z"/>',
  triangle: '<path d="M8 .5l7.5 15H.5z"/>',
  pentagon: '<path d="M8 .3l7.8 5.9-3 9.300H3.200L.2 6.200z"/>',
  rhomboid: '<path d="M0 .5h11l5 15H5z"/>',
  'concave-hexagon': '<path d="M.5.5h15L13 8l2.5 7.500H.5L3 8z"/>',
  star: '<path d="M8 0l2.4 5.3 5.6.6-4.2 3.9 1.2 6.200L8 13.2 3 16l1.2-6.200L0 5.900l5.6-.6z"/>',
};

// White signs within the shapes, 24 by 24.
const ICONS = {
  Country: '<path d="M6 21V3h2v1h10l-2.5 4.500L18 13H8v8z"/>',
  GovernmentBody: '<path d="M12 3l9 5v2H3V8zM5 11h2.500v6H5zm5.7 0h2.600v6h-2.600zm5.8 0H19v6h-2.500zM3 18.500h18V21H3z"/>',
  Person: '<circle cx="12" cy="8" r="4.2"/><path d="M3.5 21c0-5 3.6-7.5 8.5-7.500s8.5 2.5 8.5 7.500z"/>',
  Company: '<path d="M4 21V4h10v5h6v12h-6.500v-4h-3v4zM7 7v2h2V7zm0 4v2h2v-2zm4-4v2h2V7zm0 4v2h2v-2zm5 1v2h2v-2z" fill-rule="evenodd"/>',
  Product: '<path d="M12 2l9 4.800v10.400L12 22l-9-4.800V6.800zm0 2.600L6.2 7.7 12 10.800l5.8-3.100z" fill-rule="evenodd"/>',
  Deal: '<path d="M3 7h9V3.500L19 9l-7 5.500V11H3zM21 17h-9v-3.5" /><path d="M21 14v4h-9v3L5.5 16.5 12 13v1z"/>',
  Sector: '<path d="M3 21V10l5 3v-3l5 3v-3l4 2.500V4h3.500v17z"/>',
  Policy: '<path d="M5 2h10l4 4v16H5zm3 7v2h8V9zm0 4v2h8v-2zm0 4v2h5v-2z" fill-rule="evenodd"/>',
  Organization: '<circle cx="12" cy="6" r="3.5"/><circle cx="5" cy="16" r="3.5"/><circle cx="19" cy="16" r="3.5"/><path d="M11 8h2v5l5 3-1 1.7-5-3-5 3L6 16l5-3z"/>',
  Place: '<path d="M12 2a7 7 0 017 7c0 5-7 13-7 13S5 14 5 9a7 7 0 017-7zm0 4.500A2.5 2.5 0 1012 11.5 2.5 2.5 0 0012 6.500z" fill-rule="evenodd"/>',
  MarketIndex: '<path d="M3 17l6-7 4 4 6-8 2 1.6-7.8 10.4-4-4-4.4 5z"/>',
  Event: '<path d="M13 2L5 13.500h5.500L10 22l8.5-12H13z"/>',
  Article: '<path d="M4 4h16v16H4zm3 3v3h10V7zm0 5v1.600h10V12zm0 3.400V17h7v-1.600z" fill-rule="evenodd"/>',
};

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function theme(root) {
  const style = getComputedStyle(root);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const background = read('--st-background-color', '#ffffff');
  const probe = element('span');
  probe.style.color = background;
  root.append(probe);
  // a canvas that has left the page has no colour to read
  const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  probe.remove();
  const dark = 0.299 * r + 0.587 * g + 0.114 * b < 128;
  return {
    dark,
    background,
    text: read('--st-text-color', '#222222'),
    accent: read('--st-primary-color', '#1769aa'),
    font: read('--st-font', 'sans-serif'),
    ...(dark ? DARK : LIGHT),
  };
}

const url = (svg) => `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;

function icon(type) {
  const fill = '#ffffff';
  return url(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="${fill}">${ICONS[type] ?? ''}</svg>`);
}

function badge(count, look) {
  const text = count > 999 ? '999+' : `+${count}`;
  const width = 10 + 6.5 * text.length;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="16"><rect width="${width}" height="16" rx="8" fill="${look.text}"/>`
    + `<text x="${width / 2}" y="11.5" font-family="sans-serif" font-size="10" font-weight="600" text-anchor="middle" fill="${look.background}">${text}</text></svg>`;
  return { url: url(svg), width };
}

export const nodeColor = (types, type) => types[type]?.color ?? '#888888';
export const nodeShape = (types, type) => types[type]?.shape ?? 'ellipse';
export const edgeColor = (look, edge) => (edge.status === 'denied' ? look.denied : look[edge.polarity] ?? look.neutral);
// One source is a thin line; each doubling of the independent sources makes it thicker by the same amount.
export const edgeWidth = (edge) => 1.6 + Math.min(4.4, 1.5 * Math.log2(edge.sources ?? 1));
export const groupColor = (group) => GROUPS[Math.min(group, GROUPS.length - 1)];

export function styles(look, types) {
  const color = (edge) => edgeColor(look, edge.data());
  const images = (of) => (n) => {
    const parts = [{ url: icon(n.data('type')), width: '56%', height: '56%', clip: 'node', contain: 'inside', x: '50%', y: '50%', dx: 0, dy: 0 }];
    if (n.data('hidden') > 0) {
      const made = badge(n.data('hidden'), look);
      parts.push({ url: made.url, width: `${made.width}px`, height: '16px', clip: 'none', contain: 'over', x: '100%', y: '0%', dx: 12, dy: -7 });
    }
    return parts.map((one) => one[of]);
  };
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)', shape: (n) => nodeShape(types, n.data('type')), 'background-color': (n) => nodeColor(types, n.data('type')),
        width: 'data(size)', height: 'data(size)', 'border-width': 1.5, 'border-color': look.background,
        'font-family': look.font, 'font-size': 12, 'font-weight': 500, color: look.text, 'text-valign': 'bottom', 'text-margin-y': 4,
        'text-wrap': 'wrap', 'text-max-width': 130, 'text-outline-width': 2.5, 'text-outline-color': look.background, 'text-outline-opacity': 0.9,
        'min-zoomed-font-size': 5, 'bounds-expansion': 24,
        'background-image': images('url'), 'background-width': images('width'), 'background-height': images('height'),
        'background-clip': images('clip'), 'background-image-containment': images('contain'), 'background-fit': 'none',
        'background-position-x': images('x'), 'background-position-y': images('y'),
        'background-offset-x': images('dx'), 'background-offset-y': images('dy'),
      },
    },
    { selector: 'node[?root]', style: { 'font-size': 14, 'font-weight': 700, 'border-width': 3, 'border-color': look.text } },
    { selector: 'node.pinned', style: { 'border-style': 'double', 'border-width': 4, 'border-color': look.text } },
    {
      selector: 'edge',
      style: {
        label: 'data(label)', width: (e) => edgeWidth(e.data()), 'curve-style': 'bezier', 'control-point-step-size': 44,
        'line-color': color, 'target-arrow-color': color, 'target-arrow-shape': (e) => (e.data('symmetric') ? 'none' : 'triangle'), 'arrow-scale': 0.95,
        'font-family': look.font, 'font-size': 9.5, color: look.text, 'text-opacity': 0.85, 'text-rotation': 'autorotate',
        'text-background-color': look.background, 'text-background-opacity': 0.85, 'text-background-padding': 1.5, 'min-zoomed-font-size': 6.5,
      },
    },
    { selector: 'edge[status = "announced"]', style: { 'line-style': 'dashed', 'line-dash-pattern': [8, 5] } },
    { selector: 'edge[status = "potential"]', style: { 'line-style': 'dashed', 'line-dash-pattern': [1.5, 5], 'line-cap': 'round' } },
    {
      selector: 'edge[status = "denied"]',
      style: { 'line-style': 'dashed', 'line-dash-pattern': [8, 5], 'mid-target-arrow-shape': 'tee', 'mid-target-arrow-color': look.denied, 'text-opacity': 0.6 },
    },
    {
      selector: 'edge[polarity = "mixed"]',
      style: {
        'line-fill': 'linear-gradient', 'line-gradient-stop-colors': [look.restrictive, look.restrictive, look.supportive, look.supportive],
        'line-gradient-stop-positions': [0, 45, 55, 100], 'target-arrow-color': look.supportive,
      },
    },
    { selector: '.off', style: { display: 'none' } },
    // many lines: each says what it is when it is pointed at or chosen
    { selector: 'edge.quiet', style: { 'text-opacity': 0, 'text-background-opacity': 0 } },
    { selector: 'edge.near', style: { 'text-opacity': 1, 'text-background-opacity': 0.9, 'z-index': 8 } },
    { selector: 'node.grouped', style: { 'underlay-color': (n) => groupColor(n.scratch('group') ?? 0), 'underlay-opacity': 0.6, 'underlay-padding': 7, 'underlay-shape': 'ellipse', 'text-margin-y': 10 } },
    { selector: '.faded', style: { opacity: 0.25 } },
    { selector: '.way', style: { 'underlay-color': look.accent, 'underlay-opacity': 0.3, 'underlay-padding': 6, 'underlay-shape': 'ellipse' } },
    { selector: 'node.chosen', style: { 'border-width': 4, 'border-style': 'solid', 'border-color': look.accent } },
    { selector: 'edge.chosen', style: { 'underlay-color': look.accent, 'underlay-opacity': 0.28, 'underlay-padding': 5, 'text-opacity': 1, 'text-background-opacity': 0.9, 'z-index': 9 } },
  ];
}

function swatch(kind, look, types) {
  const svg = (body, width = 16) => `<svg width="${width}" height="16" viewBox="0 0 ${width} 16" aria-hidden="true">${body}</svg>`;
  if (kind.type) {
    const sign = `<g transform="translate(4 4) scale(.333)" fill="#ffffff">${ICONS[kind.type] ?? ''}</g>`;
    return svg(`<g fill="${types[kind.type].color}">${SHAPES[types[kind.type].shape]}</g>${sign}`);
  }
  if (kind.group !== undefined) return svg(`<circle cx="8" cy="8" r="6" fill="${groupColor(kind.group)}" opacity=".7"/>`);
  if (kind.width) return svg(`<path d="M1 8h12" stroke="${look.text}" stroke-width="1.6"/><path d="M15 8h12" stroke="${look.text}" stroke-width="5"/>`, 28);
  if (kind.polarity === 'mixed') {
    return svg(`<path d="M1 8h13" stroke="${look.restrictive}" stroke-width="3"/><path d="M14 8h13" stroke="${look.supportive}" stroke-width="3"/>`, 28);
  }
  const stroke = kind.polarity ? look[kind.polarity] : kind.status === 'denied' ? look.denied : look.text;
  const strike = kind.status === 'denied' ? `<path d="M14 3v10" stroke="${stroke}" stroke-width="2"/>` : '';
  const dash = DASHES[kind.status] ? `stroke-dasharray="${DASHES[kind.status]}" stroke-linecap="${kind.status === 'potential' ? 'round' : 'butt'}"` : '';
  return svg(`<path d="M1 8h26" stroke="${stroke}" stroke-width="${kind.polarity ? 3 : 2}" ${dash}/>${strike}`, 28);
}

// The legend names only what is in the picture.
export function legend(box, cy, look, types, overlay) {
  const shown = cy.elements().not('.off');
  const here = (name, elements) => new Set(elements.map((e) => e.data(name)));
  const row = (entries) => {
    const line = element('div', 'row');
    for (const [kind, text] of entries) {
      const item = element('span', 'item');
      item.innerHTML = swatch(kind, look, types); // made of our own constants only
      item.append(element('span', '', text));
      line.append(item);
    }
    return line;
  };
  const polarity = here('polarity', shown.edges());
  const status = here('status', shown.edges());
  const type = here('type', shown.nodes());
  const thick = shown.edges().some((e) => (e.data('sources') ?? 1) > 1);
  const rows = [
    POLARITY.filter(([name]) => polarity.has(name)).map(([name, text]) => [{ polarity: name }, text]),
    [...STATUS.filter(([name]) => status.has(name)).map(([name, text]) => [{ status: name }, text]), ...(thick ? [[{ width: true }, 'More sources']] : [])],
    Object.keys(types).filter((name) => type.has(name)).map((name) => [{ type: name }, types[name].label]),
    (overlay?.legend ?? []).map(([group, text]) => [{ group }, text]),
  ];
  box.replaceChildren(...rows.filter((one) => one.length).map(row));
}
