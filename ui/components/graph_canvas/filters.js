// The filters beside the picture and the time below it; they act on what is there and ask nobody.
import { LISTS, active, facets, histogram, noFilters } from './acts.js';
import { element } from './look.js';

const TITLES = {
  polarities: 'Direction', statuses: 'Did it happen?', relations: 'Acts', types: 'Between', sectors: 'Sectors', publishers: 'Reported by',
};
const ORDER = ['polarities', 'statuses', 'relations', 'types', 'sectors', 'publishers'];
const NAMES = { restrictive: 'Restrictive', supportive: 'Supportive', neutral: 'Neither', realised: 'Realised', announced: 'Announced', potential: 'Potential', denied: 'Denied' };
const FIRST = 7;
const STEP = 650; // milliseconds a bar while time plays

const name = (own, list, value) => {
  if (list === 'relations') return own.data.words?.[value]?.verb ?? value;
  if (list === 'types') return own.types[value]?.label ?? value;
  return NAMES[value] ?? value;
};

// A drawer of check boxes; rows are kept, so that the one that was just ticked keeps the keyboard.
export function buildFilters(own) {
  const box = own.drawer;
  const head = element('div', 'head');
  const clear = element('button', 'clear', 'Clear all');
  const close = element('button', 'close', '×');
  clear.type = close.type = 'button';
  close.setAttribute('aria-label', 'Close the filters');
  clear.addEventListener('click', () => own.filter(noFilters()));
  close.addEventListener('click', () => own.toggle('drawer', false));
  head.append(element('b', '', 'Filters'), clear, close);
  const sections = {};
  const rows = new Map();
  for (const list of ORDER) {
    const section = element('fieldset');
    section.append(element('legend', '', TITLES[list]));
    const more = element('button', 'more', 'More');
    more.type = 'button';
    more.addEventListener('click', () => {
      section.classList.toggle('all');
      more.textContent = section.classList.contains('all') ? 'Fewer' : 'More';
    });
    sections[list] = { section, more };
  }
  const sure = element('fieldset');
  const range = element('input');
  const said = element('span', 'said');
  Object.assign(range, { type: 'range', min: 0, max: 100, step: 5 });
  range.setAttribute('aria-label', 'Read with at least this confidence');
  range.addEventListener('input', () => own.filter({ ...own.filters, confidence: Number(range.value) / 100 }));
  sure.append(element('legend', '', 'Confidence'), range, said);
  box.replaceChildren(head, ...ORDER.map((list) => sections[list].section), sure);

  return () => {
    const found = facets(own.acts, own.filters, own.nodes);
    for (const list of LISTS) {
      const { section, more } = sections[list];
      for (const [value, count] of found[list]) {
        const key = `${list} ${value}`;
        let row = rows.get(key);
        if (!row) {
          const label = element('label');
          const tick = element('input');
          tick.type = 'checkbox';
          tick.addEventListener('change', () => {
            const rest = own.filters[list].filter((one) => one !== value);
            own.filter({ ...own.filters, [list]: tick.checked ? [...rest, value] : rest });
          });
          row = { label, tick, words: element('span', 'words'), number: element('span', 'number') };
          label.append(tick, row.words, row.number);
          section.append(label);
          rows.set(key, row);
        }
        row.words.textContent = name(own, list, value);
        row.number.textContent = String(count);
        row.tick.checked = own.filters[list].includes(value);
        row.label.classList.toggle('none', !count && !row.tick.checked);
      }
      const here = new Set(found[list].map(([value]) => `${list} ${value}`));
      let shown = 0;
      for (const [key, row] of rows) {
        if (!key.startsWith(`${list} `)) continue;
        row.label.hidden = !here.has(key);
        if (!row.label.hidden) row.label.classList.toggle('rest', ++shown > FIRST && !row.tick.checked);
      }
      section.hidden = !found[list].length;
      section.append(more);
      more.hidden = shown <= FIRST;
    }
    range.value = String(Math.round(own.filters.confidence * 100));
    said.textContent = own.filters.confidence ? `${Math.round(own.filters.confidence * 100)}% and more` : 'any';
    clear.disabled = !active(own.filters);
  };
}

// Bars of acts over time with two handles, and a button that lets time run.
export function buildTime(own) {
  const box = own.time;
  const play = element('button', 'play', '▶');
  const track = element('div', 'track');
  const bars = element('div', 'bars');
  const [low, high] = [element('input'), element('input')];
  const said = element('span', 'said');
  const all = element('button', 'all', 'All');
  play.type = all.type = 'button';
  play.title = 'Let time run';
  all.title = 'The whole time, with what is undated';
  all.setAttribute('aria-label', all.title);
  for (const [input, words] of [[low, 'From'], [high, 'To']]) {
    Object.assign(input, { type: 'range', min: 0, step: 1 });
    input.setAttribute('aria-label', words);
  }
  track.append(bars, low, high);
  box.append(play, track, said, all);
  let bins = [];
  let timer = 0;

  const choose = (first, last) => {
    const everything = first === 0 && last === bins.length - 1;
    own.filter({ ...own.filters, since: everything ? '' : bins[first].since, until: everything ? '' : bins[last].until });
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    play.textContent = '▶';
    play.setAttribute('aria-label', 'Let time run');
  };
  low.addEventListener('input', () => {
    stop();
    choose(Math.min(Number(low.value), Number(high.value)), Number(high.value));
  });
  high.addEventListener('input', () => {
    stop();
    choose(Number(low.value), Math.max(Number(low.value), Number(high.value)));
  });
  all.addEventListener('click', () => {
    stop();
    own.filter({ ...own.filters, since: '', until: '' });
  });
  play.addEventListener('click', () => {
    if (timer) return stop();
    play.textContent = '❚❚';
    play.setAttribute('aria-label', 'Stop the time');
    const first = Number(low.value);
    let at = Number(high.value) >= bins.length - 1 ? first - 1 : Number(high.value);
    const next = () => {
      at += 1;
      // the first bars hold little: time runs on to the next act
      while (at < bins.length - 1 && !bins[at].all) at += 1;
      choose(first, Math.min(at, bins.length - 1));
      if (at >= bins.length - 1) stop();
    };
    next();
    if (at < bins.length - 1) timer = setInterval(next, STEP);
  });
  stop();
  own.stopTime = stop;

  return () => {
    bins = histogram(own.acts, own.filters, own.nodes);
    box.hidden = bins.length < 2;
    if (box.hidden) return;
    const most = Math.max(...bins.map((one) => one.all));
    const { since, until } = own.filters;
    const inside = bins.map((one) => (!since || one.since >= since) && (!until || one.until <= until));
    bars.replaceChildren(
      ...bins.map((one, at) => {
        const bar = element('i', inside[at] ? 'in' : '');
        bar.style.setProperty('--all', `${(100 * one.all) / most}%`);
        bar.style.setProperty('--shown', `${(100 * one.shown) / most}%`);
        bar.title = `${one.name}: ${one.shown === one.all ? one.all : `${one.shown} of ${one.all}`} acts`;
        return bar;
      }),
    );
    const [first, last] = [Math.max(inside.indexOf(true), 0), inside.lastIndexOf(true) < 0 ? bins.length - 1 : inside.lastIndexOf(true)];
    low.max = high.max = String(bins.length - 1);
    low.value = String(first);
    high.value = String(last);
    for (const [input, one] of [[low, bins[first]], [high, bins[last]]]) input.setAttribute('aria-valuetext', one.name);
    const undated = own.acts.filter((act) => !act.date).length;
    said.textContent = bins[first].name === bins[last].name ? bins[first].name : `${bins[first].name} – ${bins[last].name}`;
    said.title = undated ? `${undated} undated acts are shown when no time is chosen` : '';
    all.hidden = !since && !until;
  };
}
