// Neo4j's own reading of Cypher, in a worker: typing never waits for it.
//
// Messages in: {schema} once and when it changes; {id, task: 'lint' | 'complete', text, at, explicit}. Out: {id, found}.
import { autocomplete, lintCypherQuery } from '@neo4j-cypher/language-support';

// CompletionItemKind of the language server protocol, in CodeMirror's words
const KINDS = { 3: 'function', 5: 'property', 6: 'variable', 7: 'class', 8: 'type', 10: 'property', 12: 'constant', 14: 'keyword', 15: 'text', 20: 'class', 22: 'type', 25: 'type' };
const SEVERITY = { 1: 'error', 2: 'warning', 3: 'info', 4: 'info' };
let schema = {};

const tasks = {
  lint: ({ text }) =>
    lintCypherQuery(text, schema, { consoleCommandsEnabled: false }).diagnostics.map((one) => ({
      from: Math.min(one.offsets.start, text.length),
      to: Math.min(Math.max(one.offsets.end, one.offsets.start), text.length),
      severity: SEVERITY[one.severity] ?? 'error',
      message: one.message,
    })),
  complete: ({ text, at, explicit }) =>
    autocomplete(text, schema, { caretPosition: at, manual: explicit, consoleCommandsEnabled: false }).map((one) => ({
      label: one.label,
      type: KINDS[one.kind] ?? 'text',
      detail: one.detail ?? one.signature,
      apply: one.insertText,
      info: typeof one.documentation === 'string' ? one.documentation : one.documentation?.value,
    })),
};

self.onmessage = ({ data }) => {
  if (data.schema) {
    schema = data.schema;
    return;
  }
  let found = [];
  try {
    found = tasks[data.task](data);
  } catch (error) {
    console.warn('Cypher could not be read', error);
  }
  self.postMessage({ id: data.id, found });
};
