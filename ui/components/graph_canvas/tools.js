// The bar above the picture and the menu of a node.
import { active } from './acts.js';
import { element } from './look.js';
import { outside, whole } from './places.js';

const SIGNS = {
  filter: '<path d="M3 5h18l-7 8.500V20l-4-2v-4.500z"/>',
  undo: '<path d="M9 5L3 10.5 9 16v-3.500h5a3.5 3.5 0 010 7H8v2.500h6a6 6 0 000-12H9z"/>',
  redo: '<path d="M15 5l6 5.500L15 16v-3.500h-5a3.5 3.5 0 000 7h6v2.500h-6a6 6 0 010-12h5z"/>',
};

const sign = (name) => `<svg width="15" height="15" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true">${SIGNS[name]}</svg>`;

function button(text, title, act, icon = '') {
  const made = element('button', '', icon ? '' : text);
  made.type = 'button';
  made.title = title;
  made.setAttribute('aria-label', title);
  if (icon) made.innerHTML = sign(icon) + (text ? ' ' : ''); // a sign of our own
  if (icon && text) made.append(element('span', '', text));
  made.addEventListener('click', act);
  return made;
}

// What can be done with a node: [name, title, key, act].
export const ACTIONS = [
  ['Expand', 'Bring in its strongest neighbours (Enter)', (own, id) => own.expand(id)],
  ['Expand by…', 'Choose by act and year whom to bring in', (own, id) => own.fire('expand', { id, ask: true })],
  ['Focus', 'Show it and those tied to it alone (F)', (own, id) => own.focusOn(own.focus === id ? '' : id)],
  ['Pin', 'Keep it where it is, and in the picture whatever is filtered (P)', (own, id) => own.flip('pinned', id)],
  ['Hide', 'Hide it until everything is shown again (H)', (own, id) => own.flip('hidden', id)],
  ['Path to…', 'How it is connected to somebody else', (own, id) => own.fire('path', { from: id })],
  ['Remove', 'Take it out of the picture (Delete)', (own, id) => own.remove(id)],
];

function popup(title, fill) {
  const box = element('details', 'popup');
  const head = element('summary', '', title);
  const inside = element('div', 'inside');
  box.append(head, inside);
  box.addEventListener('toggle', () => box.open && fill(inside, () => (box.open = false)));
  box.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false;
  });
  return box;
}

export function buildTools(own) {
  const { bar, cy } = own;
  const filters = button('Filters', 'Filters', () => own.toggle('drawer'), 'filter');
  const back = button('', 'Undo', () => own.undo(), 'undo');
  const forth = button('', 'Redo', () => own.redo(), 'redo');
  const node = element('div', 'node');
  own.main.append(node);
  node.setAttribute('role', 'toolbar');
  node.setAttribute('aria-label', 'What to do with this name');
  const missing = button('', 'Show everything that was hidden or removed', () => own.showAll());
  missing.className = 'missing';
  const overlay = element('select');
  overlay.setAttribute('aria-label', 'Overlay');
  for (const [value, text] of [['', 'No overlay'], ['communities', 'Communities'], ['centrality', 'Centrality']]) {
    const option = element('option', '', text);
    option.value = value;
    overlay.append(option);
  }
  overlay.addEventListener('change', () => own.send('overlay', overlay.value));
  const table = button('Table', 'Show the picture as a table', () => own.toggle('table'));
  const views = popup('Views', (inside, close) => {
    const form = element('form');
    const input = element('input');
    Object.assign(input, { type: 'text', maxLength: 60, required: true, placeholder: 'Name of this view' });
    input.setAttribute('aria-label', 'Name of this view');
    form.append(input, button('Save', 'Save this view', () => form.requestSubmit()));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      own.fire('save', { name: input.value.trim(), state: own.state() });
      close();
    });
    const saved = (own.data.views ?? []).map((one) => {
      const open = button(one.name, `Open the view ${one.name}`, () => {
        own.fire('open', one.id);
        close();
      });
      open.className = 'wide';
      return open;
    });
    inside.replaceChildren(form, ...(saved.length ? saved : [element('p', '', 'No view is saved yet. A saved view has an address that can be sent.')]));
  });
  const files = popup('Export', (inside, close) => {
    inside.replaceChildren(
      ...[['PNG', 'Download the picture as PNG'], ['SVG', 'Download the picture as SVG'], ['GraphML', 'Download what is shown as GraphML'], ['CSV', 'Download the acts shown as CSV']].map(([kind, title]) => {
        const made = button(kind, title, () => {
          own.download(kind);
          close();
        });
        made.className = 'wide';
        return made;
      }),
    );
  });
  const help = button('?', 'How to read this', () => own.toggle('help'));
  const gap = element('span', 'gap');
  bar.append(filters, back, forth, missing, gap, overlay, table, views, files, help);
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', 'Picture');

  const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  own.zoom = zoom;
  const fit = button('Fit', 'Show the whole picture', () => cy.animate({ ...whole(own), duration: 250, complete: () => own.tellOutside() }));
  own.corner.append(button('+', 'Zoom in', () => zoom(1.3)), button('−', 'Zoom out', () => zoom(1 / 1.3)), fit);
  own.tellOutside = () => {
    const count = outside(own);
    fit.textContent = count ? `Fit · ${count} outside` : 'Fit';
  };
  cy.on('viewport', () => fit.textContent !== 'Fit' && own.tellOutside());

  return () => {
    const acts = own.acts.length > 0;
    const held = active(own.filters);
    filters.lastChild.textContent = held ? `Filters · ${held}` : 'Filters';
    filters.hidden = !acts;
    filters.setAttribute('aria-expanded', String(!own.drawer.hidden));
    back.disabled = !own.history.past.length;
    forth.disabled = !own.history.future.length;
    const away = own.hidden.size + own.removed.size;
    missing.hidden = !away && !own.focus;
    missing.textContent = own.focus ? 'Leave focus' : `${away} hidden · show`;
    overlay.hidden = views.hidden = !own.data.explore;
    overlay.value = own.data.overlay?.kind ?? '';
    table.hidden = !acts;
    table.setAttribute('aria-pressed', String(!own.table.hidden));
    table.textContent = !acts ? '' : own.table.hidden ? 'Table' : 'Picture';
    const chosen = own.cy.nodes('.chosen').not('.off');
    node.hidden = chosen.empty() || !own.data.explore || !own.table.hidden;
    node.replaceChildren();
    if (!node.hidden) {
      const id = chosen[0].id();
      for (const [name, title, act] of ACTIONS) {
        const made = button(name, title, () => act(own, id));
        made.textContent = named(own, id, name);
        node.append(made);
      }
    }
  };
}

function named(own, id, name) {
  if (name === 'Pin' && own.pinned.has(id)) return 'Unpin';
  if (name === 'Focus' && own.focus === id) return 'Unfocus';
  return name;
}

export function openMenu(own, id, { x, y }) {
  const box = own.menu;
  box.replaceChildren(
    ...ACTIONS.map(([name, title, act]) => {
      const made = button(name, title, () => {
        closeMenu(own);
        act(own, id);
      });
      made.textContent = named(own, id, name);
      made.setAttribute('role', 'menuitem');
      return made;
    }),
  );
  box.setAttribute('role', 'menu');
  box.hidden = false;
  box.style.left = `${Math.max(0, Math.min(x, own.stage.clientWidth - box.offsetWidth - 6))}px`;
  box.style.top = `${Math.max(0, Math.min(y, own.stage.clientHeight - box.offsetHeight - 6))}px`;
}

export function closeMenu(own) {
  own.menu.hidden = true;
}
