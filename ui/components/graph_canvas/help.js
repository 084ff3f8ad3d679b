// How to read the picture, and the tour of a first visit.
import { element } from './look.js';

const SEEN = 'policysignal.toured';
const STEPS = [
  ['Ask for somebody', 'Type a company, a person, a ministry or a sector into the box above, in English or Chinese. The picture shows what they did and what was done to them.'],
  ['Read why a line is there', 'Click a line: the acts behind it open beside the picture, each with its date, its source and the sentence it was read from.'],
  ['Go on from there', 'Double click a name to bring in those around it. Nothing that stands moves. Filters and time act at once, and every step can be undone.'],
];
const READ = [
  ['A line is what one did to the other.', 'It goes from the one who acts to the one acted on. Several acts between the same two are one line with a number; click it to open them.'],
  ['Its colour is the direction of the acts.', 'Orange restricts, blue supports, half and half is both, grey is neither. Only acts of states carry a direction.'],
  ['Its stroke tells whether it happened.', 'Whole: it happened or is in force. Dashed: announced. Dotted: only expected, planned or rumoured. Struck: denied.'],
  ['Its width is how many independent sources report it.', 'Copies of one report, and papers of one house, count once.'],
  ['Shape, colour and sign of a name tell what it is.', 'The bubble +12 says that twelve more are tied to it and not in the picture: double click to bring in the strongest.'],
  ['Sentences can be misread.', 'Every act says how surely it was read. Read the sentence before you rely on a line, and say when it is wrong.'],
];
const KEYS = [
  ['Arrows', 'go to the next name in that direction'], ['Enter', 'bring in its neighbours'], ['Delete', 'take it out of the picture'],
  ['H, P, F', 'hide, pin, focus'], ['+ −', 'zoom'], ['Ctrl Z, Ctrl Shift Z', 'undo, redo'], ['/', 'search'], ['Esc', 'let go'],
];

export function buildHelp(own) {
  const close = element('button', 'close', '×');
  close.type = 'button';
  close.setAttribute('aria-label', 'Close the help');
  close.addEventListener('click', () => own.toggle('help', false));
  const list = element('dl');
  for (const [title, text] of READ) list.append(element('dt', '', title), element('dd', '', text));
  const keys = element('dl', 'keys');
  for (const [key, text] of KEYS) keys.append(element('dt', '', key), element('dd', '', text));
  own.help.replaceChildren(close, element('h3', '', 'How to read this'), list, element('h3', '', 'Keys'), keys);
  own.help.setAttribute('role', 'dialog');
  own.help.setAttribute('aria-label', 'How to read this');
}

const seen = () => {
  try {
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return true; // a browser that keeps nothing would be toured each time
  }
};

export function tour(own) {
  if (own.tour?.isConnected || seen()) return;
  const card = element('div', 'tour');
  card.setAttribute('role', 'dialog');
  card.setAttribute('aria-label', 'First steps');
  own.tour = card;
  const end = () => {
    try {
      localStorage.setItem(SEEN, '1');
    } catch {
      // it is shown again, no harm
    }
    card.remove();
  };
  const go = (at) => {
    const [title, text] = STEPS[at];
    const buttons = element('div', 'buttons');
    const skip = element('button', '', 'Skip');
    const next = element('button', 'next', at === STEPS.length - 1 ? 'Start' : 'Next');
    for (const one of [skip, next]) one.type = 'button';
    skip.addEventListener('click', end);
    next.addEventListener('click', () => (at === STEPS.length - 1 ? end() : go(at + 1)));
    buttons.append(element('span', '', `${at + 1} of ${STEPS.length}`), ...(at < STEPS.length - 1 ? [skip] : []), next);
    card.replaceChildren(element('b', '', title), element('p', '', text), buttons);
  };
  go(0);
  own.main.append(card);
}
