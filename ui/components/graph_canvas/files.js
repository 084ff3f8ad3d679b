// The picture as files, as pure functions: rows as CSV, nodes and edges as GraphML, drawn shapes as SVG.
const FORMULA = /^[=+\-@\t\r]/;

export function escape(text) {
  // a control character is none of XML
  const plain = String(text ?? '').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

// A cell that a spreadsheet would compute is led by an apostrophe; numbers stay numbers.
function cell(value) {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csv = (columns, rows) => [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';

const kind = (value) => (typeof value === 'number' ? 'double' : typeof value === 'boolean' ? 'boolean' : 'string');

// `nodes` and `edges` are plain maps of texts, numbers and truths; nodes have an id, edges a source and a target.
export function graphml(nodes, edges) {
  const keys = new Map();
  const known = (domain, some) => {
    for (const one of some)
      for (const [name, value] of Object.entries(one))
        if (value !== null && value !== undefined && value !== '' && !['id', 'source', 'target'].includes(name))
          keys.set(`${domain}-${name}`, { domain, name, kind: kind(value) });
  };
  known('node', nodes);
  known('edge', edges);
  const data = (domain, one) =>
    Object.entries(one)
      .filter(([name, value]) => keys.has(`${domain}-${name}`) && value !== null && value !== undefined && value !== '')
      .map(([name, value]) => `<data key="${escape(`${domain}-${name}`)}">${escape(value)}</data>`)
      .join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...[...keys].map(([id, one]) => `<key id="${escape(id)}" for="${one.domain}" attr.name="${escape(one.name)}" attr.type="${one.kind}"/>`),
    '<graph edgedefault="directed">',
    ...nodes.map((one) => `<node id="${escape(one.id)}">${data('node', one)}</node>`),
    ...edges.map((one) => `<edge id="${escape(one.id)}" source="${escape(one.source)}" target="${escape(one.target)}">${data('edge', one)}</edge>`),
    '</graph>',
    '</graphml>',
    '',
  ].join('\n');
}

function dashes({ status, width }) {
  if (status === 'announced' || status === 'denied') return ` stroke-dasharray="8 5"`;
  return status === 'potential' ? ` stroke-dasharray="0.1 ${4 + width}" stroke-linecap="round"` : '';
}

function arrow([x, y], [fromX, fromY], color) {
  const angle = Math.atan2(y - fromY, x - fromX);
  const at = (turn) => `${x - 10 * Math.cos(angle + turn)},${y - 10 * Math.sin(angle + turn)}`;
  return `<polygon points="${x},${y} ${at(0.42)} ${at(-0.42)}" fill="${color}"/>`;
}

// `drawn` is {box: {x1, y1, w, h}, background, text, nodes, edges, legend} with every colour, place and word as they are
// on the canvas; the shape of a node is the inside of an SVG of 16 by 16.
export function svg(drawn, pad = 40) {
  const { x1, y1, w, h } = drawn.box;
  const label = (text, x, y, size, weight = 500) =>
    `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="middle" fill="${drawn.text}" stroke="${drawn.background}" stroke-width="3" paint-order="stroke">${escape(text)}</text>`;
  const lines = drawn.edges.map((one) => {
    const [a, c, b] = one.points;
    const path = `<path d="M${a.join(' ')}Q${c.join(' ')} ${b.join(' ')}" fill="none" stroke="${one.color}" stroke-width="${one.width}"${dashes(one)}/>`;
    const [mx, my] = [(a[0] + 2 * c[0] + b[0]) / 4, (a[1] + 2 * c[1] + b[1]) / 4];
    const strike = one.status === 'denied' ? `<path d="M${mx - 5} ${my - 6}L${mx + 5} ${my + 6}" stroke="${one.color}" stroke-width="2"/>` : '';
    return path + (one.symmetric ? '' : arrow(b, c, one.color)) + strike + (one.label ? label(one.label, mx, my - 4, 9.5) : '');
  });
  const shapes = drawn.nodes.map(
    (one) =>
      `<g transform="translate(${one.x - one.size / 2} ${one.y - one.size / 2}) scale(${one.size / 16})" fill="${one.color}">${one.shape}</g>` +
      label(one.label, one.x, one.y + one.size / 2 + 14, one.root ? 14 : 12, one.root ? 700 : 500),
  );
  const title = `<title>${escape(drawn.title)}</title>`;
  const foot = `<text x="${x1}" y="${y1 + h + pad - 10}" font-size="10" fill="${drawn.text}">${escape(drawn.title)}</text>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x1 - pad} ${y1 - pad} ${w + 2 * pad} ${h + 2 * pad}" width="${Math.round(w + 2 * pad)}" height="${Math.round(h + 2 * pad)}" font-family="sans-serif">` +
    `${title}<rect x="${x1 - pad}" y="${y1 - pad}" width="100%" height="100%" fill="${drawn.background}"/>${lines.join('')}${shapes.join('')}${foot}</svg>\n`
  );
}
