// The Cypher editor: a thin Streamlit component over CodeMirror 6, with Neo4j's language support in a worker.
//
// data: {text, version, schema, language, error, height, run: {label, note}, running}. `version` tells when `text` replaces what
// is written; `error` is {text, line, column, message} of the last run. Ctrl+Enter or the button fires the trigger `run`
// with the text. What is written stays in this browser.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { cypher } from '@codemirror/legacy-modes/mode/cypher';
import { forceLinting, linter, lintKeymap, nextDiagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const KEPT = 'policysignal.cypher';
const mounted = new WeakMap();
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--keyword)', fontWeight: '600' },
  { tag: tags.string, color: 'var(--string)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--number)' },
  { tag: tags.comment, color: 'var(--comment)', fontStyle: 'italic' },
  { tag: [tags.standard(tags.variableName), tags.definition(tags.variableName)], color: 'var(--name)' },
]);

// a property is no keyword, whatever it is called
const colouring = { ...cypher, token: (stream, state) => (stream.match(/^\.[A-Za-z_]\w*/) ? 'propertyName' : cypher.token(stream, state)) };

let worker;
let asked = 0;
const waiting = new Map();

// The reading of Cypher is large: it is fetched once, when the first editor is shown.
async function language(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const text = await new Response(answer.body.pipeThrough(new DecompressionStream('gzip'))).blob();
  const made = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  made.onmessage = ({ data }) => {
    waiting.get(data.id)?.(data.found);
    waiting.delete(data.id);
  };
  return made;
}

async function ask(task) {
  const known = await worker;
  if (!known) return [];
  const id = ++asked;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    known.postMessage({ id, ...task });
  });
}

async function complete(context) {
  const word = context.matchBefore(/[\w$]*/);
  const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
  if (!context.explicit && word.from === word.to && !'.:{$)'.includes(before || ' ')) return null;
  const options = await ask({ task: 'complete', text: context.state.doc.toString(), at: context.pos, explicit: context.explicit });
  return options.length ? { from: word.from, options, validFor: /^[\w$]*$/ } : null;
}

// What the server said of the last run, where it said it, until the text changes.
function refused(own, view) {
  const { error } = own.data;
  if (!error || view.state.doc.toString() !== error.text) return [];
  const line = view.state.doc.line(Math.min(Math.max(error.line, 1), view.state.doc.lines));
  const from = Math.min(line.from + Math.max(error.column - 1, 0), line.to);
  const word = view.state.wordAt(from);
  return [{ from, to: word?.to ?? Math.min(from + 1, line.to), severity: 'error', source: 'the server', message: error.message }];
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
}

function build(parent) {
  const own = { data: {} };
  own.root = element('div', 'cypher');
  own.place = element('div', 'text');
  const foot = element('div', 'foot');
  own.button = element('button', 'run');
  own.button.type = 'button';
  own.button.title = 'Ctrl+Enter';
  own.said = element('span', 'said');
  own.said.setAttribute('role', 'status');
  foot.append(own.button, own.said);
  own.root.append(own.place, foot);
  parent.append(own.root);
  own.run = () => {
    if (own.data.running) return true;
    own.send('run', own.view.state.doc.toString());
    return true;
  };
  own.button.addEventListener('click', own.run);
  const check = linter(
    async (view) => {
      const found = await ask({ task: 'lint', text: view.state.doc.toString() });
      const length = view.state.doc.length;
      const fitting = found.filter((one) => one.to <= length).concat(refused(own, view));
      const first = fitting.find((one) => one.severity === 'error');
      own.root.dataset.problems = String(fitting.length);
      own.said.textContent = first ? `Line ${view.state.doc.lineAt(first.from).number}: ${first.message.split('\n')[0]}` : own.data.run.note;
      own.said.classList.toggle('wrong', Boolean(first));
      return fitting;
    },
    { delay: 350 },
  );
  own.view = new EditorView({
    parent: own.place,
    root: parent.getRootNode(),
    state: EditorState.create({
      extensions: [
        keymap.of([{ key: 'Mod-Enter', run: own.run, preventDefault: true }, { key: 'F8', run: nextDiagnostic }]),
        lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(),
        StreamLanguage.define(colouring), syntaxHighlighting(colours), check,
        autocompletion({ override: [complete], activateOnTyping: true, icons: true }),
        placeholder('MATCH (a)-[r:MEETS]->(b) RETURN a, r, b'),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Cypher', spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) keep(own);
        }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
      ],
    }),
  });
  own.root.addEventListener('focusin', () => own.root.classList.add('inside'));
  own.root.addEventListener('focusout', () => own.root.classList.remove('inside'));
  return own;
}

function keep(own) {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ version: own.data.version, text: own.view.state.doc.toString() }));
  } catch {
    // a browser that keeps nothing forgets the text when the page is left; nothing else depends on it
  }
}

function kept(version) {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT) ?? 'null');
    return found?.version === version ? found.text : null;
  } catch {
    return null;
  }
}

function write(own, text) {
  own.view.dispatch({ changes: { from: 0, to: own.view.state.doc.length, insert: text } });
}

export default function render({ data, parentElement, setTriggerValue }) {
  let own = mounted.get(parentElement);
  const fresh = !own;
  if (fresh) {
    own = build(parentElement);
    mounted.set(parentElement, own);
  }
  const before = own.data;
  own.data = data;
  own.send = setTriggerValue;
  own.place.style.height = `${data.height}px`;
  own.button.textContent = data.run.label;
  own.button.disabled = Boolean(data.running);
  if (!own.said.textContent) own.said.textContent = data.run.note;
  worker ??= language(data.language).then(
    (made) => ((own.root.dataset.language = 'ready'), made),
    (error) => (console.warn('Completion and checking are not there', error), (own.root.dataset.language = 'missing'), null),
  );
  if (JSON.stringify(before.schema) !== JSON.stringify(data.schema)) {
    worker.then((known) => {
      own.root.dataset.language = known ? 'ready' : 'missing';
      known?.postMessage({ schema: data.schema });
      if (own.view) forceLinting(own.view);
    });
  }
  if (fresh || before.version !== data.version) write(own, (fresh && kept(data.version)) ?? data.text);
  if (JSON.stringify(before.error) !== JSON.stringify(data.error)) forceLinting(own.view);
  own.root.dataset.ready = 'true';
  return () => {
    own.view.destroy();
    own.root.remove();
    mounted.delete(parentElement);
  };
}
