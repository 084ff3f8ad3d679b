// A search box for entities that completes while one types: a thin Streamlit component without any library.
//
// data: {prompt, placeholder, value, found: {query, items}, note} as ui/picker.py makes it; an item is {id, name, type,
// other, acts}. What is typed is the state `query`, what is chosen fires the trigger `choose` with an id ('' for nobody).
// Recent and starred entities are kept by this browser alone. Every text is set as textContent, never as markup.
const WAIT = 110; // milliseconds without a key before the graph is asked
const RECENT = 8;
const mounted = new WeakMap();

const stored = (name) => {
  try {
    const value = JSON.parse(localStorage.getItem(`policysignal.${name}`) ?? '[]');
    return Array.isArray(value) ? value.filter((one) => typeof one?.id === 'string') : [];
  } catch {
    return []; // a browser that keeps nothing, or something that is not ours
  }
};
const keep = (name, list) => {
  try {
    localStorage.setItem(`policysignal.${name}`, JSON.stringify(list));
  } catch {
    // nothing is lost but the list of this visit
  }
};

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function starred(id) {
  return stored('starred').some((one) => one.id === id);
}

function star(one) {
  const list = stored('starred');
  const rest = list.filter((other) => other.id !== one.id);
  keep('starred', rest.length < list.length ? rest : [{ id: one.id, name: one.name, type: one.type }, ...list].slice(0, 50));
}

function remember(one) {
  keep('recent', [{ id: one.id, name: one.name, type: one.type }, ...stored('recent').filter((other) => other.id !== one.id)].slice(0, RECENT));
}

const typing = (event) => {
  const at = event.composedPath()[0];
  return at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
};

function build(parentElement) {
  const root = element('div', 'search');
  const input = element('input');
  const star_ = element('button', 'star');
  const clear = element('button', 'clear', '×');
  const list = element('div', 'list');
  const told = element('div', 'told');
  root.append(input, star_, clear, list, told);
  parentElement.append(root);
  const own = { root, input, star: star_, clear, list, told, items: [], at: -1, timer: 0, open: false };
  input.type = 'text';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
  input.setAttribute('aria-controls', 'found');
  list.id = 'found';
  list.setAttribute('role', 'listbox');
  // above whatever surrounds the box, and not cut off by it
  list.popover = 'manual';
  told.setAttribute('role', 'status');
  for (const button of [star_, clear]) button.type = 'button';
  clear.title = 'Nobody in particular';
  clear.setAttribute('aria-label', clear.title);

  input.addEventListener('focus', () => {
    input.select();
    show(own, true);
  });
  input.addEventListener('blur', () => {
    show(own, false);
    input.value = own.value?.name ?? '';
  });
  input.addEventListener('input', () => {
    clearTimeout(own.timer);
    own.at = -1;
    show(own, true);
    own.timer = setTimeout(() => own.send('query', input.value.trim()), WAIT);
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!own.open) show(own, true);
      const count = own.items.length;
      if (count) own.at = (own.at + (event.key === 'ArrowDown' ? 1 : -1) + count) % count;
      mark(own);
    } else if (event.key === 'Enter') {
      const one = own.items[own.at] ?? (current(own) ? own.items[0] : undefined);
      if (one) choose(own, one);
      else own.hasty = true; // the answer is on its way: its first will be taken
    } else if (event.key === 'Escape') {
      input.blur();
    }
  });
  clear.addEventListener('click', () => choose(own, null));
  star_.addEventListener('click', () => {
    if (own.value) star(own.value);
    dress(own);
  });
  // a list that closes when the box loses the focus must not lose the click
  list.addEventListener('mousedown', (event) => event.preventDefault());
  own.slash = (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    event.preventDefault();
    input.focus();
  };
  own.moved = () => own.open && place(own, true);
  document.addEventListener('keydown', own.slash);
  window.addEventListener('resize', own.moved);
  document.addEventListener('scroll', own.moved, true);
  return own;
}

const current = (own) => own.input.value.trim() !== '' && own.found?.query === own.input.value.trim();

function choose(own, one) {
  own.hasty = false;
  own.value = one;
  own.input.value = one?.name ?? '';
  own.fire('choose', one?.id ?? '');
  own.input.blur();
  dress(own);
}

function row(own, one) {
  const made = element('div', 'option');
  made.id = `option-${own.items.length}`;
  made.setAttribute('role', 'option');
  const words = [one.name, one.type, one.other].filter(Boolean).join(' · ');
  made.setAttribute('aria-label', one.acts === undefined ? words : `${words} · ${one.acts}`);
  made.append(element('b', '', one.name), element('span', 'type', one.type));
  if (one.other) made.append(element('span', 'other', one.other));
  if (one.acts) made.append(element('span', 'acts', one.acts));
  const mark_ = element('span', 'star', starred(one.id) ? '★' : '☆');
  mark_.title = starred(one.id) ? 'Take off the starred ones' : 'Keep among the starred ones';
  mark_.addEventListener('click', (event) => {
    event.stopPropagation();
    star(one);
    show(own, true);
  });
  made.append(mark_);
  made.addEventListener('click', () => choose(own, one));
  own.items.push(one);
  return made;
}

// What the list holds: what was found for the words typed; before a word the starred and the recent ones.
function show(own, open) {
  const typed = own.input.value.trim();
  const fresh = !typed || typed === own.value?.name;
  own.items = [];
  const rows = [];
  if (open && fresh) {
    const kept = stored('starred');
    const recent = stored('recent').filter((one) => !kept.some((other) => other.id === one.id));
    for (const [title, some] of [['Starred', kept], ['Recent', recent]]) {
      if (some.length) rows.push(element('div', 'group', title), ...some.map((one) => row(own, one)));
    }
    if (!rows.length) rows.push(element('div', 'group', 'Type a name, in English or Chinese'));
  } else if (open) {
    const items = own.found?.items ?? [];
    rows.push(...items.map((one) => row(own, one)));
    if (current(own) && !items.length) rows.push(element('div', 'group', 'Nobody found. Try fewer words, another spelling, or the Chinese name.'));
    if (!current(own) && !items.length) rows.push(element('div', 'group', 'Searching…'));
  }
  own.open = open;
  own.list.replaceChildren(...rows);
  place(own, open);
  own.input.setAttribute('aria-expanded', String(open));
  own.told.textContent = open && !fresh && current(own) ? `${own.items.length} found` : '';
  mark(own);
}

function place(own, open) {
  const shown = own.list.matches(':popover-open');
  if (open && own.list.isConnected) {
    const { left, bottom, width } = own.input.getBoundingClientRect();
    Object.assign(own.list.style, { left: `${left}px`, top: `${bottom + 4}px`, width: `${width}px` });
    if (!shown) own.list.showPopover();
  } else if (shown) own.list.hidePopover();
}

function mark(own) {
  own.list.querySelectorAll('.option').forEach((one, at) => {
    one.setAttribute('aria-selected', String(at === own.at));
    if (at === own.at) one.scrollIntoView({ block: 'nearest' });
  });
  if (own.at >= 0) own.input.setAttribute('aria-activedescendant', `option-${own.at}`);
  else own.input.removeAttribute('aria-activedescendant');
}

function dress(own) {
  const known = own.value && starred(own.value.id);
  own.star.hidden = own.clear.hidden = !own.value;
  own.star.textContent = known ? '★' : '☆';
  own.star.title = known ? 'Take off the starred ones' : 'Keep among the starred ones';
  own.star.setAttribute('aria-label', own.star.title);
  own.star.setAttribute('aria-pressed', String(Boolean(known)));
}

export default function render({ data, parentElement, setStateValue, setTriggerValue }) {
  let own = mounted.get(parentElement);
  if (!own) {
    own = build(parentElement);
    mounted.set(parentElement, own);
  }
  own.send = setStateValue;
  own.fire = setTriggerValue;
  own.found = data.found;
  own.input.placeholder = data.placeholder;
  own.input.setAttribute('aria-label', data.prompt);
  const value = data.value ?? null;
  if (own.drawn !== (value?.id ?? '')) {
    own.drawn = value?.id ?? '';
    own.value = value;
    if (value) remember(value);
    if (own.root.getRootNode().activeElement !== own.input) own.input.value = value?.name ?? '';
  }
  dress(own);
  if (own.hasty && current(own) && own.found.items.length) choose(own, own.found.items[0]);
  else if (own.open) show(own, true);
  own.root.dataset.found = own.found?.query ?? '';
  return () => {
    clearTimeout(own.timer);
    document.removeEventListener('keydown', own.slash);
    window.removeEventListener('resize', own.moved);
    document.removeEventListener('scroll', own.moved, true);
    own.root.remove();
    mounted.delete(parentElement);
  };
}
