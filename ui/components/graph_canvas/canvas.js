// The picture of the graph: a thin Streamlit component over cytoscape.js.
//
// data: {scene, nodes, edges, types, height, file, selected} as ui/canvas.py makes it. Every text is drawn on a canvas or
// set as textContent, never as markup. A click sets the state `selected`, a double click fires the trigger `expand`.
import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';

cytoscape.use(fcose);

// Survives leaving a page and coming back: the positions of each scene, by component key.
const memory = (globalThis.policySignalScenes ??= new Map());
const mounted = new WeakMap();

const LIGHT = { restrictive: '#c2500b', supportive: '#1769aa', mixed: '#6b7280', neutral: '#8a93a0', denied: '#b4bac3' };
const DARK = { restrictive: '#ff9a56', supportive: '#62b0f2', mixed: '#aab2bd', neutral: '#8d97a5', denied: '#5b6470' };
const POLARITY = [['restrictive', 'Restrictive'], ['supportive', 'Supportive'], ['mixed', 'Both'], ['neutral', 'Neither']];
const STATUS = [['realised', 'Realised'], ['announced', 'Announced'], ['potential', 'Potential'], ['denied', 'Denied']];
const DASHES = { realised: '', announced: '7 4', potential: '1.5 4', denied: '7 4' };
const LABELLED = 60;
const SHAPES = {
  ellipse: '<circle cx="8" cy="8" r="6.5"/>',
  'round-rectangle': '<rect x="1.5" y="3" width="13" height="10" rx="3"/>',
  rectangle: '<rect x="3" y="2" width="10" height="12"/>',
  octagon: '<path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5z"/>',
  hexagon: '<path d="M4.5 2h7l3.5 6-3.5 6h-7L1 8z"/>',
  diamond: '<path d="M8 1l7 7-7 7-7-7z"/>',
  triangle: '<path d="M8 2l7 12H1z"/>',
  pentagon: '<path d="M8 1l7 5.3-2.7 8.2H3.7L1 6.3z"/>',
  rhomboid: '<path d="M1 3h10l4 10H5z"/>',
  'concave-hexagon': '<path d="M1 2h14l-2.5 6 2.5 6H1l2.5-6z"/>',
  star: '<path d="M8 1l2.100 4.800 5.200.5-3.900 3.500 1.100 5.100L8 12.200l-4.500 2.700 1.100-5.100L.7 6.300l5.200-.5z"/>',
};

// Layouts draw random numbers; the same scene shall give the same picture.
function seeded(run) {
  const random = Math.random;
  let state = 20201103;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  try {
    return run();
  } finally {
    Math.random = random;
  }
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function theme(root) {
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

function badge(count, look) {
  const text = count > 99 ? '99+' : `+${count}`;
  const width = 10 + 6.5 * text.length;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="16"><rect width="${width}" height="16" rx="8" fill="${look.text}"/>`
    + `<text x="${width / 2}" y="11.5" font-family="sans-serif" font-size="10" font-weight="600" text-anchor="middle" fill="${look.background}">${text}</text></svg>`;
  return { url: `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`, width };
}

function styles(look, types) {
  const color = (edge) => (edge.data('status') === 'denied' ? look.denied : look[edge.data('polarity')]);
  return [
    {
      selector: 'node',
      style: {
        label: 'data(label)', shape: (n) => types[n.data('type')]?.shape ?? 'ellipse',
        'background-color': (n) => types[n.data('type')]?.color ?? '#888888',
        width: 'data(size)', height: 'data(size)', 'border-width': 1.5, 'border-color': look.background,
        'font-family': look.font, 'font-size': 12, 'font-weight': 500, color: look.text, 'text-valign': 'bottom', 'text-margin-y': 4,
        'text-wrap': 'wrap', 'text-max-width': 130, 'text-outline-width': 2.5, 'text-outline-color': look.background, 'text-outline-opacity': 0.9,
        'min-zoomed-font-size': 5,
      },
    },
    { selector: 'node[?root]', style: { 'font-size': 14, 'font-weight': 700, 'border-width': 3, 'border-color': look.text } },
    {
      selector: 'node[hidden > 0]',
      style: {
        'background-image': (n) => badge(n.data('hidden'), look).url, 'background-width': (n) => badge(n.data('hidden'), look).width,
        'background-height': 16, 'background-clip': 'none', 'background-image-containment': 'over', 'bounds-expansion': 24,
        'background-position-x': '100%', 'background-position-y': '0%', 'background-offset-x': 12, 'background-offset-y': -7,
      },
    },
    {
      selector: 'edge',
      style: {
        label: 'data(label)', width: (e) => 1.6 + Math.min(3.4, Math.log2(e.data('count'))), 'curve-style': 'bezier', 'control-point-step-size': 44,
        'line-color': color, 'target-arrow-color': color, 'target-arrow-shape': (e) => (e.data('symmetric') ? 'none' : 'triangle'), 'arrow-scale': 0.95,
        'font-family': look.font, 'font-size': 9.5, color: look.text, 'text-opacity': 0.85, 'text-rotation': 'autorotate',
        'text-background-color': look.background, 'text-background-opacity': 0.85, 'text-background-padding': 1.5, 'min-zoomed-font-size': 6.5,
      },
    },
    { selector: 'edge[status = "announced"]', style: { 'line-style': 'dashed', 'line-dash-pattern': [8, 5] } },
    { selector: 'edge[status = "potential"]', style: { 'line-style': 'dashed', 'line-dash-pattern': [1.5, 5], 'line-cap': 'round' } },
    {
      selector: 'edge[status = "denied"]',
      style: { 'line-style': 'dashed', 'line-dash-pattern': [8, 5], 'mid-target-arrow-shape': 'tee', 'mid-target-arrow-color': look.denied, 'text-opacity': 0.5 },
    },
    {
      selector: 'edge[polarity = "mixed"]',
      style: {
        'line-fill': 'linear-gradient', 'line-gradient-stop-colors': [look.restrictive, look.restrictive, look.supportive, look.supportive],
        'line-gradient-stop-positions': [0, 45, 55, 100], 'target-arrow-color': look.supportive,
      },
    },
    // many lines: each says what it is when it is pointed at or chosen
    { selector: 'edge.quiet', style: { 'text-opacity': 0, 'text-background-opacity': 0 } },
    { selector: 'edge.near', style: { 'text-opacity': 1, 'text-background-opacity': 0.9, 'z-index': 8 } },
    { selector: '.faded', style: { opacity: 0.3 } },
    { selector: 'node.chosen', style: { 'border-width': 4, 'border-color': look.accent } },
    { selector: 'edge.chosen', style: { 'underlay-color': look.accent, 'underlay-opacity': 0.28, 'underlay-padding': 5, 'text-opacity': 1, 'text-background-opacity': 0.9, 'z-index': 9 } },
  ];
}

function swatch(kind, look, types) {
  const svg = (body, width = 16) => `<svg width="${width}" height="16" viewBox="0 0 ${width} 16" aria-hidden="true">${body}</svg>`;
  if (kind.type) return svg(`<g fill="${types[kind.type].color}">${SHAPES[types[kind.type].shape]}</g>`);
  if (kind.polarity === 'mixed') {
    return svg(`<path d="M1 8h13" stroke="${look.restrictive}" stroke-width="3"/><path d="M14 8h13" stroke="${look.supportive}" stroke-width="3"/>`, 28);
  }
  const stroke = kind.polarity ? look[kind.polarity] : kind.status === 'denied' ? look.denied : look.text;
  const strike = kind.status === 'denied' ? `<path d="M14 3v10" stroke="${stroke}" stroke-width="2"/>` : '';
  const dash = DASHES[kind.status] ? `stroke-dasharray="${DASHES[kind.status]}" stroke-linecap="${kind.status === 'potential' ? 'round' : 'butt'}"` : '';
  return svg(`<path d="M1 8h26" stroke="${stroke}" stroke-width="${kind.polarity ? 3 : 2}" ${dash}/>${strike}`, 28);
}

// The legend names only what is in the picture.
function legend(box, cy, look, types) {
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
  const polarity = here('polarity', cy.edges());
  const status = here('status', cy.edges());
  const type = here('type', cy.nodes());
  box.replaceChildren(
    row(POLARITY.filter(([name]) => polarity.has(name)).map(([name, text]) => [{ polarity: name }, text])),
    row(STATUS.filter(([name]) => status.has(name)).map(([name, text]) => [{ status: name }, text])),
    row(Object.keys(types).filter((name) => type.has(name)).map((name) => [{ type: name }, types[name].label])),
  );
}

function build(parentElement, key) {
  const root = element('div', 'canvas');
  const stage = element('div', 'stage');
  const tools = element('div', 'tools');
  const tip = element('div', 'tip');
  const key_ = element('div', 'legend');
  tip.hidden = true;
  root.append(stage, tools, tip, key_);
  root.setAttribute('role', 'group');
  parentElement.append(root);
  const cy = cytoscape({ container: stage, minZoom: 0.08, maxZoom: 3.5, boxSelectionEnabled: false, autounselectify: true });
  root.cy = cy;
  const own = { root, stage, tip, legend: key_, cy, scene: null, send: () => {}, fire: () => {} };

  const button = (text, title, act) => {
    const made = element('button', '', text);
    made.type = 'button';
    made.title = title;
    made.setAttribute('aria-label', title);
    made.addEventListener('click', act);
    tools.append(made);
    return made;
  };
  const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  button('+', 'Zoom in', () => zoom(1.3));
  button('−', 'Zoom out', () => zoom(1 / 1.3));
  own.fit = button('Fit', 'Show the whole picture', () => cy.animate({ ...whole(own), duration: 250, complete: () => outside(own) }));
  button('PNG', 'Download the picture as PNG', () => {
    const link = element('a');
    link.href = cy.png({ full: true, scale: 2, bg: own.look.background, maxWidth: 8000, maxHeight: 8000 });
    link.download = own.file;
    link.click();
  });

  const choose = (target) => {
    cy.elements('.chosen').removeClass('chosen');
    target?.addClass('chosen');
    own.send('selected', target ? { id: target.id(), group: target.group() } : null);
  };
  cy.on('onetap', (event) => (event.target === cy ? choose(null) : choose(event.target)));
  cy.on('dbltap', 'node', (event) => own.fire('expand', event.target.id()));
  cy.on('mouseover', 'node, edge', ({ target, renderedPosition: at }) => {
    const near = target.isNode() ? target.closedNeighborhood() : target.union(target.connectedNodes());
    cy.elements().not(near).addClass('faded');
    near.edges().addClass('near');
    tip.textContent = target.data('tip');
    tip.hidden = false;
    stage.style.cursor = 'pointer';
    follow(at);
  });
  const follow = (at) => {
    if (!at || tip.hidden) return;
    tip.style.left = `${Math.min(at.x + 14, stage.clientWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.max(4, at.y + 16 + tip.offsetHeight > stage.clientHeight ? at.y - tip.offsetHeight - 10 : at.y + 16)}px`;
  };
  cy.on('mousemove', ({ renderedPosition: at }) => follow(at));
  cy.on('viewport', () => own.fit.textContent !== 'Fit' && outside(own));
  const calm = () => {
    cy.elements().removeClass('faded near');
    tip.hidden = true;
    stage.style.cursor = '';
  };
  cy.on('mouseout', 'node, edge', calm);
  cy.on('dragfree', 'node', () => remember(own, key));
  own.calm = calm;

  let width = 0;
  own.resize = new ResizeObserver(() => {
    cy.resize();
    if (width && Math.abs(cy.width() - width) > 60 && cy.nodes().nonempty()) cy.viewport(whole(own));
    width = cy.width();
  });
  own.resize.observe(stage);
  // Streamlit's theme is a set of CSS variables; they change without a new call.
  own.schemes = new MutationObserver(() => own.look && theme(root).background !== own.look.background && restyle(own));
  own.schemes.observe(document.head, { childList: true, subtree: true, characterData: true });
  return own;
}

// The pan and zoom that show everything above the legend.
function whole({ cy, legend: below }) {
  const box = cy.elements().boundingBox();
  const pad = 36;
  const height = cy.height() - below.offsetHeight - 10;
  const zoom = Math.min(1.35, (cy.width() - 2 * pad) / box.w, (height - 2 * pad) / box.h);
  return { zoom, pan: { x: cy.width() / 2 - zoom * (box.x1 + box.w / 2), y: height / 2 - zoom * (box.y1 + box.h / 2) } };
}

// Says on the button how many names lie outside of what is seen.
function outside({ cy, fit }) {
  const view = cy.extent();
  const count = cy.nodes().filter((n) => {
    const { x, y } = n.position();
    return x < view.x1 || x > view.x2 || y < view.y1 || y > view.y2;
  }).length;
  fit.textContent = count ? `Fit · ${count} outside` : 'Fit';
}

function remember(own, key) {
  memory.set(key, { scene: own.scene, at: Object.fromEntries(own.cy.nodes().map((n) => [n.id(), { ...n.position() }])) });
}

function restyle(own) {
  own.look = theme(own.root);
  own.root.style.colorScheme = own.look.dark ? 'dark' : 'light';
  own.cy.style(styles(own.look, own.types));
  legend(own.legend, own.cy, own.look, own.types);
}

function beside(node, data, cy) {
  for (const { data: edge } of data.edges) {
    const other = edge.source === node.data.id ? edge.target : edge.target === node.data.id ? edge.source : null;
    const known = other && cy.getElementById(other);
    if (known?.nonempty() && known.scratch('placed')) {
      const { x, y } = known.position();
      const angle = Math.random() * 2 * Math.PI;
      return { x: x + 70 * Math.cos(angle), y: y + 70 * Math.sin(angle) };
    }
  }
  return { x: 0, y: 0 };
}

function draw(own, data, key) {
  const { cy } = own;
  const saved = memory.get(key);
  const again = own.scene === data.scene;
  const places = !again && saved?.scene === data.scene ? saved.at : {};
  const wanted = new Set([...data.nodes, ...data.edges].map((e) => e.data.id));
  const fresh = [];
  own.calm();
  cy.batch(() => {
    if (!again) cy.elements().remove();
    else cy.elements().filter((e) => !wanted.has(e.id())).remove();
    seeded(() => {
      for (const node of data.nodes) {
        const old = cy.getElementById(node.data.id);
        if (old.nonempty()) {
          old.data(node.data);
          continue;
        }
        const place = places[node.data.id];
        const made = cy.add({ group: 'nodes', data: node.data, position: { ...(place ?? beside(node, data, cy)) } });
        if (place) made.scratch('placed', true);
        else fresh.push(made);
      }
    });
    for (const edge of data.edges) {
      const old = cy.getElementById(edge.data.id);
      if (old.nonempty()) old.data(edge.data);
      else cy.add({ group: 'edges', data: edge.data });
    }
  });
  own.scene = data.scene;
  cy.edges().toggleClass('quiet', cy.edges().length > LABELLED);
  restyle(own);
  const settled = cy.nodes().filter((n) => n.scratch('placed'));
  const started = performance.now();
  const finish = () => {
    cy.nodes().forEach((n) => void n.scratch('placed', true));
    remember(own, key);
    own.root.dataset.layoutMs = String(Math.round(performance.now() - started));
    own.root.dataset.ready = data.scene;
    own.root.dataset.nodes = String(cy.nodes().length);
    own.root.dataset.edges = String(cy.edges().length);
  };
  const options = {
    name: 'fcose', animate: false, fit: false, quality: cy.nodes().length > 400 ? 'default' : 'proof', nodeDimensionsIncludeLabels: true,
    idealEdgeLength: (edge) => 90 + 6 * Math.sqrt(edge.source().degree() + edge.target().degree()), nodeRepulsion: 14000,
    nodeSeparation: 90, packComponents: true, tile: true, gravity: 0.4,
  };
  if (!fresh.length) {
    if (!again) cy.viewport(whole(own));
    return finish();
  }
  if (settled.empty()) {
    seeded(() => cy.layout({ ...options, randomize: true }).run());
    spread(own);
    cy.viewport(whole(own));
    return finish();
  }
  const before = new Map(fresh.map((n) => [n.id(), { ...n.position() }]));
  const pinned = settled.map((n) => ({ nodeId: n.id(), position: { ...n.position() } }));
  seeded(() => cy.layout({ ...options, randomize: false, fixedNodeConstraint: pinned }).run());
  for (const { nodeId, position } of pinned) cy.getElementById(nodeId).position(position);
  finish();
  if (!again) return cy.viewport(whole(own));
  outside(own);
  for (const node of fresh) {
    const end = { ...node.position() };
    node.position(before.get(node.id()));
    node.animate({ position: end, duration: 300 });
  }
}

// Layouts come out square and airy: squeezes or stretches them to the stage, so that names are seen at their full size.
function spread({ cy, legend: below }) {
  const box = cy.nodes().boundingBox({ includeLabels: false });
  const limit = (want, have) => Math.min(1.8, Math.max(0.6, want / Math.max(have, 1)));
  const height = cy.height() - below.offsetHeight - 120;
  const y = limit(height, box.h);
  const zoom = Math.min(1, height / (box.h * y));
  const x = limit((cy.width() - 150) / zoom, box.w);
  cy.nodes().positions((n) => ({ x: n.position('x') * x, y: n.position('y') * y }));
}

export default function render({ data, key, parentElement, setStateValue, setTriggerValue }) {
  let own = mounted.get(parentElement);
  if (!own) {
    own = build(parentElement, key);
    mounted.set(parentElement, own);
  }
  own.send = setStateValue;
  own.fire = setTriggerValue;
  own.types = data.types;
  own.file = data.file;
  own.root.style.height = `${data.height}px`;
  own.root.setAttribute('aria-label', data.title);
  const drawn = JSON.stringify([data.scene, data.nodes, data.edges]);
  if (own.drawn !== drawn) {
    own.cy.resize();
    draw(own, data, key);
    own.drawn = drawn;
  } else if (theme(own.root).background !== own.look.background) restyle(own);
  own.cy.elements('.chosen').removeClass('chosen');
  if (data.selected) own.cy.getElementById(data.selected).addClass('chosen');
  return () => {
    own.resize.disconnect();
    own.schemes.disconnect();
    own.cy.destroy();
    own.root.remove();
    mounted.delete(parentElement);
  };
}
