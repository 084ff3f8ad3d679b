// Acts on the canvas, as pure functions: which are let through, what an edge shows of them, what there is to choose from.
//
// An act is {id, relation, date, when, status, score, confidence, sources, publishers, …} as ui/canvas.py makes it; dates
// are ISO days or ''. An edge holds all acts of one entity on another.

// Of several acts, the status that an edge shows, with the acts that have it: the first of these.
export const STATUSES = ['realised', 'announced', 'potential', 'denied'];
export const POLARITIES = ['restrictive', 'supportive', 'neutral'];
export const LISTS = ['relations', 'types', 'sectors', 'statuses', 'polarities', 'publishers'];

export const polarity = (score) => (!score ? 'neutral' : score < 0 ? 'restrictive' : 'supportive');

export const noFilters = () => ({ ...Object.fromEntries(LISTS.map((name) => [name, []])), confidence: 0, since: '', until: '' });

// How many filters hold something back; a period is one.
export const active = (filters) =>
  LISTS.filter((name) => filters[name].length).length + (filters.confidence > 0) + Boolean(filters.since || filters.until);

// What an act has of each list; `nodes` by id.
export function traits(act, nodes) {
  const ends = [nodes.get(act.actor), nodes.get(act.target)].filter(Boolean);
  return {
    relations: [act.relation],
    types: [...new Set(ends.map((one) => one.type))],
    sectors: [...new Set(ends.flatMap((one) => one.sectors ?? []))],
    statuses: [act.status],
    polarities: [polarity(act.score)],
    publishers: act.publishers ?? [],
  };
}

// Of types both ends must be chosen ones; of everything else one that is chosen is enough.
const fits = (name, chosen, has) =>
  !chosen.length || (name === 'types' ? has.every((one) => chosen.includes(one)) : has.some((one) => chosen.includes(one)));

const within = (act, { since, until }) => (!since && !until) || (act.date !== '' && (!since || act.date >= since) && (!until || act.date <= until));

// Whether an act is let through; an undated one is held back once a period is asked for.
export function keeps(act, filters, nodes, but = '') {
  const has = traits(act, nodes);
  return (
    LISTS.every((name) => name === but || fits(name, filters[name], has[name])) &&
    (but === 'confidence' || act.confidence >= filters.confidence) &&
    (but === 'period' || within(act, filters))
  );
}

// For each list what can be chosen and how many acts that would show, the most first; what is chosen stays on it.
export function facets(acts, filters, nodes) {
  const found = {};
  for (const name of LISTS) {
    const counts = new Map(filters[name].map((one) => [one, 0]));
    for (const act of acts) {
      const shown = keeps(act, filters, nodes, name);
      for (const one of traits(act, nodes)[name]) counts.set(one, (counts.get(one) ?? 0) + (shown ? 1 : 0));
    }
    found[name] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }
  return found;
}

// What one edge shows of its acts: {label, lines, count, polarity, status, sources, symmetric}. `words` by relation;
// `total` is how many there are when only the latest are here.
export function summarise(acts, words, total = acts.length) {
  const verb = (name) => words[name]?.verb ?? name.toLowerCase().replaceAll('_', ' ');
  const counted = (some) => {
    const counts = new Map();
    for (const one of some) counts.set(one, (counts.get(one) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  const status = STATUSES.find((name) => acts.some((act) => act.status === name)) ?? 'realised';
  // a line that says that something happened is named and coloured by what happened, not by what is only expected
  const firm = acts.filter((act) => act.status === status);
  const most = counted(firm.map((act) => act.relation));
  const all = counted(acts.map((act) => verb(act.relation) + (act.status === 'realised' ? '' : ` (${act.status})`)));
  const same = acts.every((act) => act.relation === most[0][0]) && total === acts.length;
  const more = total === 1 ? '' : same ? ` ×${total}` : ` +${total - 1}`;
  const poles = new Set(status === 'denied' ? [] : firm.map((act) => polarity(act.score)));
  poles.delete('neutral');
  return {
    label: verb(most[0][0]) + more,
    lines: all.slice(0, 6).map(([text, count]) => text + (count > 1 ? ` ×${count}` : '')).concat(all.length > 6 ? ['…'] : []),
    count: total,
    polarity: poles.size > 1 ? 'mixed' : [...poles][0] ?? 'neutral',
    status,
    sources: Math.max(...firm.map((act) => act.sources)),
    symmetric: acts.every((act) => words[act.relation]?.symmetric),
  };
}

const month = (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
const iso = (number, day) => `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}-${day}`;

// Dated acts by month, quarter or year, so that there are at most `most` bins: [{since, until, name, all, shown}].
export function histogram(acts, filters, nodes, most = 48) {
  const dated = acts.filter((act) => act.date);
  if (!dated.length) return [];
  const months = dated.map((act) => month(act.date));
  const [first, last] = [Math.min(...months), Math.max(...months)];
  const step = [1, 3, 12, 60].find((size) => Math.floor(last / size) - Math.floor(first / size) < most) ?? 120;
  const bins = [];
  for (let at = Math.floor(first / step) * step; at <= last; at += step) {
    const [since, until] = [iso(at, '01'), iso(at + step - 1, '31')];
    const name = step === 1 ? since.slice(0, 7) : step === 3 ? `${since.slice(0, 4)} Q${(at % 12) / 3 + 1}` : since.slice(0, 4);
    bins.push({ since, until, name, all: 0, shown: 0 });
  }
  const start = Math.floor(first / step);
  dated.forEach((act, at) => {
    const bin = bins[Math.floor(months[at] / step) - start];
    bin.all += 1;
    if (keeps(act, filters, nodes, 'period')) bin.shown += 1;
  });
  return bins;
}
