// Where nodes stand: what is there stays, what is new is put beside what it belongs to.

// Where a node stands, or will when it has come to rest.
export const placeOf = (n) => n.scratch('end') ?? n.position();

// Layouts draw random numbers; the same scene shall give the same picture.
export function seeded(run) {
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

// The pan and zoom that show everything, or some of it, above the legend.
export function whole({ cy, legend }, some = cy.elements().not('.off')) {
  const box = some.boundingBox();
  const pad = 36;
  const height = cy.height() - legend.offsetHeight - 10;
  const zoom = Math.max(0.08, Math.min(1.35, (cy.width() - 2 * pad) / Math.max(box.w, 1), (height - 2 * pad) / Math.max(box.h, 1)));
  return { zoom, pan: { x: cy.width() / 2 - zoom * (box.x1 + box.w / 2), y: height / 2 - zoom * (box.y1 + box.h / 2) } };
}

export function outside({ cy }) {
  const view = cy.extent();
  return cy.nodes().not('.off').filter((n) => {
    const { x, y } = placeOf(n);
    return x < view.x1 || x > view.x2 || y < view.y1 || y > view.y2;
  }).length;
}

function beside(node, edges, cy) {
  for (const { data: edge } of edges) {
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

// Adds nodes that are not there yet, those with a known place on it; gives the ones that need a place.
export function add(cy, nodes, edges, places) {
  const fresh = [];
  seeded(() => {
    for (const node of nodes) {
      const old = cy.getElementById(node.data.id);
      if (old.nonempty()) {
        old.data(node.data);
        continue;
      }
      const place = places[node.data.id];
      const made = cy.add({ group: 'nodes', data: node.data, position: { ...(place ?? beside(node, edges, cy)) } });
      if (place) made.scratch('placed', true);
      else fresh.push(made);
    }
  });
  return fresh;
}

// Layouts come out square and airy: squeezes or stretches them to the stage, so that names are seen at their full size.
function spread({ cy, legend }) {
  const box = cy.nodes().boundingBox({ includeLabels: false });
  const limit = (want, have) => Math.min(1.8, Math.max(0.6, want / Math.max(have, 1)));
  const height = cy.height() - legend.offsetHeight - 120;
  const y = limit(height, box.h);
  const zoom = Math.min(1, height / (box.h * y));
  const x = limit((cy.width() - 150) / zoom, box.w);
  cy.nodes().positions((n) => ({ x: n.position('x') * x, y: n.position('y') * y }));
}

// Finds places for fresh nodes; true when the whole picture was laid out, false when it stood and they were put into it.
export function settle(own, fresh) {
  const { cy } = own;
  const settled = cy.nodes().filter((n) => n.scratch('placed'));
  const options = {
    name: 'fcose', animate: false, fit: false, quality: cy.nodes().length > 400 ? 'default' : 'proof', nodeDimensionsIncludeLabels: true,
    idealEdgeLength: (edge) => 90 + 6 * Math.sqrt(edge.source().degree() + edge.target().degree()), nodeRepulsion: 14000,
    nodeSeparation: 90, packComponents: true, tile: true, gravity: 0.4,
  };
  if (settled.empty()) {
    seeded(() => cy.layout({ ...options, randomize: true }).run());
    spread(own);
    return true;
  }
  const before = new Map(fresh.map((n) => [n.id(), { ...n.position() }]));
  const pinned = settled.map((n) => ({ nodeId: n.id(), position: { ...n.position() } }));
  seeded(() => cy.layout({ ...options, randomize: false, fixedNodeConstraint: pinned }).run());
  for (const { nodeId, position } of pinned) cy.getElementById(nodeId).position(position);
  for (const node of fresh) {
    const end = { ...node.position() };
    node.position(before.get(node.id()));
    node.animate({ position: end, duration: 300 });
    node.scratch('end', end);
  }
  return false;
}
