// The same picture as a table, for those who read it by ear or like rows better.
import { element } from './look.js';

export const COLUMNS = ['Date', 'Actor', 'Act', 'Target', 'Status', 'Score', 'Sources', 'Confidence'];
const MOST = 400;
const signed = (score) => (score === null || score === undefined ? '' : `${score < 0 ? '−' : '+'}${Math.abs(score).toFixed(2)}`);

// The acts that are shown, the latest first.
export const shownActs = (own) =>
  own.cy.edges().not('.off').toArray().flatMap((edge) => edge.scratch('acts') ?? [])
    .sort((a, b) => (a.date === b.date ? (a.id < b.id ? -1 : 1) : a.date < b.date ? 1 : -1));

export function drawTable(own) {
  const box = own.table;
  const acts = shownActs(own);
  const caption = element('caption', '', `${own.data.title}: ${acts.length === 1 ? '1 act' : `${acts.length} acts`}`
    + (acts.length > MOST ? `, the latest ${MOST} listed` : ''));
  const table = element('table');
  const head = element('tr');
  for (const name of COLUMNS) {
    const cell = element('th', '', name);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = element('tbody');
  for (const act of acts.slice(0, MOST)) {
    const row = element('tr');
    const open = element('button', 'verb', own.data.words[act.relation]?.verb ?? act.relation);
    open.type = 'button';
    open.title = 'Read the sentences';
    open.addEventListener('click', () => own.choose(own.cy.getElementById(act.edge)));
    const verb = element('td');
    verb.append(open);
    const ends = [act.actor, act.target].map((id) => element('td', '', own.nodes.get(id)?.label ?? id));
    row.append(
      element('td', '', act.when), ends[0], verb, ends[1], element('td', `status ${act.status}`, act.status),
      element('td', 'n', signed(act.score)), element('td', 'n', String(act.sources)), element('td', 'n', `${Math.round(act.confidence * 100)}%`),
    );
    body.append(row);
  }
  const top = element('thead');
  top.append(head);
  table.append(caption, top, body);
  box.replaceChildren(table);
}
