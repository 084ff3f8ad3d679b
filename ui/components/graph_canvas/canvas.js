// The picture of the graph: a thin Streamlit component over cytoscape.js.
//
// data: {key, scene, title, explore, nodes, edges, types, words, height, file, selected, overlay, way, views, restore, message} as
// ui/canvas.py makes it. Every text is drawn on a canvas or set as textContent, never as markup. A click sets the state
// `selected`; `overlay` is a state too; `expand`, `path`, `save` and `open` are triggers. What is hidden, removed, pinned,
// filtered and where everything stands is kept here: nobody is asked, and this browser remembers it for each scene.
import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';
import { LISTS, active, keeps, noFilters, summarise } from './acts.js';
import { buildFilters, buildTime } from './filters.js';
import { buildHelp, tour } from './help.js';
import * as history from './history.js';
import { element, legend, styles, theme } from './look.js';
import { load, store } from './memory.js';
import { add, placeOf, settle, whole } from './places.js';
import { drawTable } from './table.js';
import { download } from './taken_home.js';
import { buildTools, closeMenu, openMenu } from './tools.js';

cytoscape.use(fcose);

const mounted = new WeakMap();
const LABELLED = 60;
const SETS = ['hidden', 'removed', 'pinned'];

// The DOM, and what a person can do with it

function build(parentElement, key) {
  const root = element('div', 'canvas');
  const part = (className, parent = root) => {
    const made = element('div', className);
    parent.append(made);
    return made;
  };
  const bar = part('bar');
  const main = part('main');
  const time = part('time');
  const own = {
    key, root, bar, main, time, stage: part('stage', main), legend: part('legend', main), drawer: part('drawer', main), table: part('table', main),
    corner: part('corner', main), tip: part('tip', main), menu: part('menu', main), help: part('help', main), notice: part('notice', main),
    scene: null, nodes: new Map(), acts: [], filters: noFilters(), hidden: new Set(), removed: new Set(), pinned: new Set(), focus: '',
    history: history.begin(null), send: () => {}, fire: () => {},
  };
  for (const one of [own.drawer, own.table, own.tip, own.menu, own.help, own.notice, own.time]) one.hidden = true;
  root.setAttribute('role', 'group');
  own.stage.tabIndex = 0;
  own.stage.setAttribute('role', 'application');
  own.stage.setAttribute('aria-label', 'Picture of names and lines. The same is given as a table by the button Table.');
  parentElement.append(root);
  own.cy = cytoscape({ container: own.stage, minZoom: 0.08, maxZoom: 3.5, boxSelectionEnabled: false, autounselectify: true });
  root.cy = own.cy;
  root.own = own;

  own.toggle = (name, open = own[name].hidden) => {
    own[name].hidden = !open;
    own.calm();
    if (name === 'table' && open) drawTable(own);
    own.dressTools();
  };
  own.filter = (filters) => {
    own.filters = filters;
    refresh(own);
    keep(own);
  };
  own.flip = (name, id) => {
    if (own[name].has(id)) own[name].delete(id);
    else own[name].add(id);
    changed(own);
  };
  own.remove = (id) => {
    own.removed.add(id);
    own.choose(null);
    changed(own);
  };
  own.focusOn = (id) => {
    own.focus = id;
    changed(own);
  };
  own.showAll = () => {
    if (own.focus) own.focus = '';
    else {
      own.hidden.clear();
      own.removed.clear();
    }
    changed(own);
  };
  own.undo = () => apply(own, history.undo(own.history));
  own.redo = () => apply(own, history.redo(own.history));
  own.expand = (id) => {
    // what was taken away of its neighbours comes back first
    const away = own.cy.getElementById(id).neighborhood('node').filter((n) => own.removed.has(n.id()) || own.hidden.has(n.id()));
    if (away.empty()) return own.cy.getElementById(id).data('hidden') ? own.fire('expand', { id }) : undefined;
    away.forEach((n) => void [own.removed.delete(n.id()), own.hidden.delete(n.id())]);
    changed(own);
  };
  own.choose = (target) => {
    const node = target?.nonempty?.() ? target : null;
    own.cy.elements('.chosen').removeClass('chosen');
    node?.addClass('chosen');
    const acts = node?.isEdge() ? (node.scratch('acts') ?? []).map((act) => act.id) : [];
    own.send('selected', node ? { id: node.id(), group: node.group(), acts } : null);
    own.dressTools();
  };
  own.state = () => ({ ...snapshot(own), filters: own.filters });
  own.download = (kind) => download(own, kind);

  own.dressTools = buildTools(own);
  own.dressFilters = buildFilters(own);
  own.dressTime = buildTime(own);
  buildHelp(own);
  listen(own);
  return own;
}

function listen(own) {
  const { cy, tip, stage } = own;
  // the canvas takes the press for itself, and the keyboard would stay elsewhere
  cy.on('tapstart', () => {
    stage.classList.add('pressed');
    stage.focus({ preventScroll: true });
  });
  cy.on('onetap', ({ target }) => {
    closeMenu(own);
    if (target === cy) return own.choose(null);
    if (own.data.asks && target.isNode() && target.id() !== own.data.asks) return own.fire('path', { from: own.data.asks, to: target.id() });
    own.choose(target);
  });
  cy.on('dbltap', 'node', ({ target }) => own.data.explore && own.expand(target.id()));
  cy.on('cxttap', 'node', ({ target, renderedPosition }) => own.data.explore && openMenu(own, target.id(), renderedPosition));
  stage.addEventListener('contextmenu', (event) => event.preventDefault());
  const follow = (at) => {
    if (!at || tip.hidden) return;
    tip.style.left = `${Math.max(4, Math.min(at.x + 14, stage.clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, at.y + 16 + tip.offsetHeight > stage.clientHeight ? at.y - tip.offsetHeight - 10 : at.y + 16)}px`;
  };
  cy.on('mouseover', 'node, edge', ({ target, renderedPosition }) => {
    const near = target.isNode() ? target.closedNeighborhood() : target.union(target.connectedNodes());
    cy.elements().not(near).addClass('faded');
    near.edges().addClass('near');
    tip.textContent = target.data('tip');
    tip.hidden = false;
    stage.style.cursor = 'pointer';
    follow(renderedPosition);
  });
  cy.on('mousemove', ({ renderedPosition }) => follow(renderedPosition));
  own.calm = () => {
    cy.elements().removeClass('faded near');
    tip.hidden = true;
    stage.style.cursor = '';
  };
  cy.on('mouseout', 'node, edge', own.calm);
  stage.addEventListener('mouseleave', own.calm);
  cy.on('dragfree', 'node', ({ target }) => {
    target.removeScratch('end');
    changed(own);
  });
  own.root.addEventListener('keydown', (event) => onKey(own, event));

  let width = 0;
  own.resize = new ResizeObserver(() => {
    cy.resize();
    if (width && Math.abs(cy.width() - width) > 60 && cy.nodes().nonempty()) cy.viewport(whole(own));
    width = cy.width();
  });
  own.resize.observe(stage);
  // Streamlit's theme is a set of CSS variables; they change without a new call.
  own.schemes = new MutationObserver(() => own.look && theme(own.root).background !== own.look.background && restyle(own));
  own.schemes.observe(document.head, { childList: true, subtree: true, characterData: true });
}

function onKey(own, event) {
  own.stage.classList.remove('pressed');
  const at = event.composedPath()[0];
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && at.type !== 'checkbox') return;
  const chosen = own.cy.nodes('.chosen').not('.off');
  const id = chosen.nonempty() ? chosen[0].id() : '';
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const undoing = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (!undoing && !(event.ctrlKey && event.key.toLowerCase() === 'y')) return;
    if (undoing && !event.shiftKey) own.undo();
    else own.redo();
  } else if (arrows[event.key] && at === own.stage) step(own, chosen, arrows[event.key]);
  else if (event.key === '+' || event.key === '=') own.zoom(1.3);
  else if (event.key === '-' || event.key === '−') own.zoom(1 / 1.3);
  else if (event.key === 'Escape') {
    closeMenu(own);
    for (const name of ['help', 'drawer']) if (!own[name].hidden) own.toggle(name, false);
    own.calm();
    own.choose(null);
  } else if (!id || !own.data.explore || at !== own.stage) return;
  else if (event.key === 'Enter') own.expand(id);
  else if (event.key === 'Delete' || event.key === 'Backspace') own.remove(id);
  else if (event.key.toLowerCase() === 'h') own.flip('hidden', id);
  else if (event.key.toLowerCase() === 'p') own.flip('pinned', id);
  else if (event.key.toLowerCase() === 'f') own.focusOn(own.focus === id ? '' : id);
  else return;
  event.preventDefault();
}

// To the nearest name in a direction; without a chosen one to the one nearest the middle.
function step(own, chosen, [dx, dy]) {
  const shown = own.cy.nodes().not('.off');
  const from = chosen.nonempty() ? chosen[0].renderedPosition() : { x: own.cy.width() / 2, y: own.cy.height() / 2 };
  let best = null;
  let least = Infinity;
  shown.forEach((n) => {
    const [x, y] = [n.renderedPosition('x') - from.x, n.renderedPosition('y') - from.y];
    const [along, across] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
    const cost = chosen.empty() ? Math.hypot(x, y) : along > 0 ? along + 2 * across : Infinity;
    if (n.id() !== chosen[0]?.id() && cost < least) [best, least] = [n, cost];
  });
  if (best) own.choose(best);
}

// What a picture is, beside what the graph tells: kept, undone, saved

function snapshot(own) {
  return {
    present: own.cy.nodes().filter((n) => !own.removed.has(n.id())).map((n) => n.id()),
    hidden: [...own.hidden],
    pinned: [...own.pinned],
    focus: own.focus,
    places: Object.fromEntries(own.cy.nodes().map((n) => [n.id(), { x: Math.round(placeOf(n).x * 10) / 10, y: Math.round(placeOf(n).y * 10) / 10 }])),
  };
}

function keep(own) {
  store(own.key, own.scene, { ...own.state(), removed: [...own.removed], stamp: own.restored });
}

function changed(own) {
  own.history = history.change(own.history, snapshot(own));
  refresh(own);
  keep(own);
}

function apply(own, next) {
  if (next === own.history) return;
  own.history = next;
  restore(own, next.now);
  refresh(own);
  keep(own);
}

function restore(own, { present, hidden, pinned, focus, places }) {
  const there = new Set(present);
  own.removed = new Set(own.cy.nodes().map((n) => n.id()).filter((id) => !there.has(id)));
  own.hidden = new Set(hidden);
  own.pinned = new Set(pinned);
  own.focus = focus;
  own.cy.nodes().forEach((n) => {
    const place = places[n.id()];
    if (!place) return;
    n.stop(true);
    n.removeScratch('end');
    n.position(place);
  });
}

// Marks a way between two, and brings it into sight when it is another one.
function show(own, way) {
  own.cy.elements('.way').removeClass('way');
  for (const id of way) own.cy.getElementById(id).addClass('way');
  const seen = way.join();
  if (way.length && seen !== own.way) own.cy.animate({ ...whole(own, own.cy.elements('.way')), duration: 250, complete: own.tellOutside });
  own.way = seen;
}

// From what is known to what is shown

function refresh(own) {
  const { cy, nodes, filters } = own;
  const away = (id) => own.removed.has(id) || own.hidden.has(id);
  const around = own.focus ? cy.getElementById(own.focus).closedNeighborhood('node') : null;
  const byEdge = new Map();
  for (const act of own.acts) {
    if (!keeps(act, filters, nodes)) continue;
    if (byEdge.has(act.edge)) byEdge.get(act.edge).push(act);
    else byEdge.set(act.edge, [act]);
  }
  cy.batch(() => {
    const out = (n) => away(n.id()) || (around && !around.contains(n));
    cy.edges().forEach((e) => {
      const acts = byEdge.get(e.id()) ?? [];
      const gone = out(e.source()) || out(e.target()) || (e.scratch('told') && !acts.length);
      e.scratch('acts', acts);
      e.toggleClass('off', Boolean(gone));
      if (!acts.length) return;
      const shown = summarise(acts, own.data.words, active(filters) ? acts.length : Math.max(acts.length, e.data('total') ?? 0));
      const names = `${nodes.get(acts[0].actor)?.label} → ${nodes.get(acts[0].target)?.label}`;
      e.data({ ...shown, tip: [names, ...shown.lines].join('\n') });
    });
    const filtered = active(filters) > 0;
    cy.nodes().forEach((n) => {
      const shown = n.connectedEdges().not('.off');
      const stays = n.data('root') || own.pinned.has(n.id()) || !filtered || shown.nonempty();
      n.toggleClass('off', Boolean(out(n) || !stays));
      n.toggleClass('pinned', own.pinned.has(n.id()));
      // neighbours that are filtered out are there all the same
      const tied = n.neighborhood('node').filter((other) => !away(other.id()) && !other.same(n)).length;
      const hidden = own.data.explore ? Math.max(0, (n.data('neighbours') ?? 0) - tied) : 0;
      const more = hidden ? `\n${hidden} more ${hidden === 1 ? 'neighbour' : 'neighbours'}: double click to show` : '';
      n.data({ hidden, tip: (nodes.get(n.id())?.tip ?? '') + more });
    });
    const edges = cy.edges().not('.off');
    edges.toggleClass('quiet', edges.length > LABELLED);
  });
  overlay(own);
  restyle(own);
  own.dressTools();
  if (own.acts.length) {
    own.dressFilters();
    own.dressTime();
    if (!own.table.hidden) drawTable(own);
  }
  notice(own);
  const shown = cy.elements().not('.off');
  own.root.dataset.nodes = String(shown.nodes().length);
  own.root.dataset.edges = String(shown.edges().length);
  own.root.dataset.acts = String([...byEdge.values()].flat().length);
}

function overlay(own) {
  const { groups = {}, sizes = {} } = own.data.overlay ?? {};
  own.cy.batch(() =>
    own.cy.nodes().forEach((n) => {
      n.scratch('group', groups[n.id()] ?? 0);
      n.toggleClass('grouped', n.id() in groups);
      n.data('size', sizes[n.id()] ?? own.nodes.get(n.id())?.size);
    }),
  );
}

// Says why a picture is empty, and how to have it back.
function notice(own) {
  const box = own.notice;
  const empty = own.cy.nodes().nonempty() && own.cy.nodes().not('.off').empty();
  const nothing = own.acts.length > 0 && active(own.filters) > 0 && own.cy.edges().not('.off').empty();
  box.hidden = !empty && !nothing && !own.data.message;
  if (box.hidden) return;
  const clear = element('button', '', nothing ? 'Clear the filters' : 'Show everything');
  clear.type = 'button';
  clear.addEventListener('click', () => (nothing ? own.filter(noFilters()) : own.showAll()));
  const text = own.data.message || (nothing ? 'No act passes the filters.' : 'Everything is hidden.');
  box.replaceChildren(element('span', '', text), ...(empty || nothing ? [clear] : []));
}

function restyle(own) {
  own.look = theme(own.root);
  own.root.style.colorScheme = own.look.dark ? 'dark' : 'light';
  own.cy.style(styles(own.look, own.types));
  legend(own.legend, own.cy, own.look, own.types, own.data.overlay);
}

function take(own, data) {
  own.nodes = new Map(data.nodes.map(({ data: one }) => [one.id, one]));
  own.acts = data.edges.flatMap(({ data: edge, acts = [] }) => acts.map((act) => ({ ...act, edge: edge.id, actor: edge.source, target: edge.target })));
}

// A filter that was kept may name what this picture has not.
const known = (filters) => ({ ...noFilters(), ...Object.fromEntries(Object.entries(filters ?? {}).filter(([name]) => LISTS.includes(name) || ['confidence', 'since', 'until'].includes(name))) });

function draw(own, data) {
  const { cy } = own;
  const again = own.scene === data.scene;
  const remembered = again ? null : load(own.key, data.scene);
  own.restored ??= remembered?.stamp;
  // a saved view is laid out once, and is the person's own from then on
  const asked = data.restore?.scene === data.scene && data.restore.stamp !== own.restored ? data.restore : null;
  const saved = asked?.state ?? remembered;
  const wanted = new Set([...data.nodes, ...data.edges].map((e) => e.data.id));
  own.calm();
  own.stopTime();
  take(own, data);
  let fresh = [];
  cy.batch(() => {
    if (!again) cy.elements().remove();
    else cy.elements().filter((e) => !wanted.has(e.id())).remove();
    cy.elements().removeClass('off');
    fresh = add(cy, data.nodes, data.edges, saved?.places ?? {});
    for (const edge of data.edges) {
      const old = cy.getElementById(edge.data.id);
      const made = old.nonempty() ? old : cy.add({ group: 'edges', data: { count: 1, label: '', polarity: 'neutral', status: 'realised', ...edge.data } });
      made.scratch('told', Boolean(edge.acts));
    }
  });
  own.scene = data.scene;
  if (asked) own.restored = asked.stamp;
  if (!again || asked) {
    own.filters = known(saved?.filters);
    for (const name of SETS) own[name] = new Set(saved?.[name] ?? []);
    own.focus = '';
    if (asked) restore(own, { hidden: [], pinned: [], focus: '', places: {}, ...saved, present: cy.nodes().map((n) => n.id()).filter((id) => saved.present?.includes(id) ?? true) });
  }
  restyle(own);
  const started = performance.now();
  // what asks to be seen is shown, even if it was taken away before
  for (const id of data.way ?? []) for (const name of ['hidden', 'removed']) own[name].delete(id);
  const laid = fresh.length ? settle(own, fresh) : false;
  cy.nodes().forEach((n) => void n.scratch('placed', true));
  own.root.dataset.layoutMs = String(Math.round(performance.now() - started));
  refresh(own);
  if (laid || !again || asked) cy.viewport(whole(own));
  else own.tellOutside();
  own.history = !again || asked ? history.begin(snapshot(own)) : fresh.length ? history.change(own.history, snapshot(own)) : own.history;
  keep(own);
  own.root.dataset.ready = data.scene;
}

export default function render({ data, parentElement, setStateValue, setTriggerValue }) {
  let own = mounted.get(parentElement);
  if (!own) {
    own = build(parentElement, data.key);
    mounted.set(parentElement, own);
  }
  own.send = setStateValue;
  own.fire = setTriggerValue;
  own.types = data.types;
  own.data = data;
  own.root.style.height = `${data.height}px`;
  own.root.setAttribute('aria-label', data.title);
  const drawn = JSON.stringify([data.scene, data.nodes, data.edges, data.restore?.stamp]);
  const dressed = JSON.stringify([data.overlay, data.way, data.message]);
  if (own.drawn !== drawn) {
    own.cy.resize();
    draw(own, data);
    own.drawn = drawn;
  } else if (own.dressed !== dressed) refresh(own);
  else if (theme(own.root).background !== own.look.background) restyle(own);
  own.dressed = dressed;
  own.cy.elements('.chosen').removeClass('chosen');
  if (data.selected) own.cy.getElementById(data.selected).addClass('chosen');
  show(own, data.way ?? []);
  own.dressTools();
  if (data.explore) tour(own);
  return () => {
    own.stopTime();
    own.resize.disconnect();
    own.schemes.disconnect();
    own.cy.destroy();
    own.root.remove();
    mounted.delete(parentElement);
  };
}
