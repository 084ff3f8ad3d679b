// What is shown, gathered from the canvas for a file to take home.
import { csv, graphml, svg } from './files.js';
import { SHAPES, edgeColor, edgeWidth, nodeColor, nodeShape } from './look.js';
import { COLUMNS, shownActs } from './table.js';

function drawn(own) {
  const shown = own.cy.elements().not('.off');
  const { x1, y1, w, h } = shown.boundingBox();
  const point = ({ x, y }) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  return {
    box: { x1, y1, w, h },
    title: own.data.title,
    background: own.look.background,
    text: own.look.text,
    nodes: shown.nodes().map((n) => ({
      x: n.position('x'), y: n.position('y'), size: n.width(), label: n.data('label'), root: n.data('root'),
      color: nodeColor(own.types, n.data('type')), shape: SHAPES[nodeShape(own.types, n.data('type'))],
    })),
    edges: shown.edges().filter((e) => !e.isLoop()).map((e) => {
      const [a, m, b] = [e.sourceEndpoint(), e.midpoint(), e.targetEndpoint()];
      // the control point of the curve that passes through the middle
      const c = { x: 2 * m.x - (a.x + b.x) / 2, y: 2 * m.y - (a.y + b.y) / 2 };
      const data = e.data();
      return {
        points: [point(a), point(c), point(b)], color: edgeColor(own.look, data), width: edgeWidth(data), status: data.status,
        symmetric: data.symmetric, label: e.hasClass('quiet') ? '' : data.label,
      };
    }),
  };
}

function rows(own) {
  return shownActs(own).map((act) => [
    act.when, own.nodes.get(act.actor)?.label ?? act.actor, own.data.words[act.relation]?.verb ?? act.relation,
    own.nodes.get(act.target)?.label ?? act.target, act.status, act.score ?? '', act.sources, act.confidence,
  ]);
}

function network(own) {
  const shown = own.cy.elements().not('.off');
  const nodes = shown.nodes().map((n) => ({ id: n.id(), label: n.data('label'), type: n.data('type'), x: n.position('x'), y: n.position('y') }));
  const acts = shownActs(own);
  const edges = acts.length
    ? acts.map((act) => ({
        id: act.id, source: act.actor, target: act.target, relation: act.relation, date: act.date, status: act.status, score: act.score,
        confidence: act.confidence, sources: act.sources,
      }))
    : shown.edges().map((e) => ({ id: e.id(), source: e.data('source'), target: e.data('target'), label: e.data('label'), status: e.data('status') }));
  return graphml(nodes, edges);
}

export function makeFile(own, kind) {
  if (kind === 'PNG') {
    return own.cy.png({ output: 'blob', full: true, scale: 2, bg: own.look.background, maxWidth: 8000, maxHeight: 8000 });
  }
  if (kind === 'SVG') return new Blob([svg(drawn(own))], { type: 'image/svg+xml' });
  if (kind === 'GraphML') return new Blob([network(own)], { type: 'application/xml' });
  return new Blob(['\ufeff', csv(COLUMNS, rows(own))], { type: 'text/csv' });
}

export function download(own, kind) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(makeFile(own, kind));
  link.download = `${own.data.file}.${kind.toLowerCase()}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
