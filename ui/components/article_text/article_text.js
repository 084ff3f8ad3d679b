// The text of an article with its sentences, quotes and names marked: a Streamlit component without any library.
//
// data: {id, title, paragraphs, chosen, show} as ui/article_text.py makes it. Every text is set as textContent, never as
// markup. A click fires the trigger `chosen` with {sentence}, {entity} or null.
const KEY = [['realised', 'happened'], ['announced', 'announced'], ['potential', 'only expected'], ['denied', 'denied']];
const mounted = new WeakMap();

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};

function button(element, label) {
  element.tabIndex = 0;
  element.setAttribute('role', 'button');
  element.title = label;
}

function piece({ text, claims, polarity, status, entity, tip }) {
  const element = make('span', '', text);
  if (claims) {
    element.classList.add('quote', polarity, status);
    element.dataset.claims = claims.join(' ');
  }
  if (entity) {
    element.classList.add('name');
    element.dataset.entity = entity;
    button(element, tip);
  }
  return element;
}

function paragraph(pieces, isTitle) {
  const element = make('p', isTitle ? 'title' : '');
  let sentence;
  for (const one of pieces) {
    if (one.sentence === undefined) {
      sentence = undefined;
      element.append(piece(one));
      continue;
    }
    if (sentence?.dataset.sentence !== String(one.sentence)) {
      sentence = make('span', 'sentence');
      sentence.dataset.sentence = String(one.sentence);
      button(sentence, 'What is read in this sentence');
      element.append(sentence);
    }
    sentence.append(piece(one));
  }
  return element;
}

function key() {
  const element = make('div', 'key');
  element.append(make('span', '', 'A tinted sentence tells an act: click it. A coloured name is somebody: click it.'));
  for (const [status, words] of KEY) element.append(make('span', `quote ${status}`, words));
  for (const pole of ['restrictive', 'supportive']) element.append(make('span', `quote ${pole}`, pole));
  return element;
}

// What a click or the Enter key means, from the innermost element out.
function meaning(target) {
  const name = target.closest?.('.name');
  if (name) return { entity: name.dataset.entity };
  const sentence = target.closest?.('.sentence');
  return sentence ? { sentence: Number(sentence.dataset.sentence) } : null;
}

function build(parent) {
  const own = { root: make('div', 'article'), drawn: '', shown: '' };
  own.root.addEventListener('click', ({ target }) => own.fire(meaning(target)));
  own.root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') own.fire(null);
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    own.fire(meaning(event.target));
  });
  parent.append(own.root);
  return own;
}

function draw(own, data) {
  own.root.setAttribute('aria-label', data.title);
  own.root.lang = 'en';
  own.root.replaceChildren(...data.paragraphs.map((pieces, place) => paragraph(pieces, place === 0 && data.titled)), key());
  own.root.scrollTop = 0;
}

function choose(own, { chosen, show }) {
  const all = [...own.root.querySelectorAll('.sentence, .quote, .name')];
  const wanted = all.filter(({ dataset }) =>
    (chosen.sentence !== undefined && dataset.sentence === String(chosen.sentence)) ||
    (chosen.claim !== undefined && (dataset.claims ?? '').split(' ').includes(chosen.claim)) ||
    (chosen.entity !== undefined && dataset.entity === chosen.entity));
  for (const element of all) element.classList.toggle('chosen', wanted.includes(element));
  if (show && show !== own.shown) {
    own.shown = show;
    wanted[0]?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  }
}

export default function render({ data, parentElement, setTriggerValue }) {
  let own = mounted.get(parentElement);
  if (!own) {
    own = build(parentElement);
    mounted.set(parentElement, own);
  }
  own.fire = (value) => setTriggerValue('chosen', value ?? { nothing: true });
  own.root.style.height = `${data.height}px`;
  const drawn = JSON.stringify([data.id, data.paragraphs]);
  if (own.drawn !== drawn) {
    draw(own, data);
    own.drawn = drawn;
  }
  choose(own, data);
  own.root.dataset.ready = data.id;
  return () => {
    own.root.remove();
    mounted.delete(parentElement);
  };
}
