// Bundles editor.js into cypher_editor.js and language.js, packed, into ../../static/cypher_language.js.gz; the licences
// of all that is in them go into LICENSES.txt.
import { build } from 'esbuild';
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { licences } from '../licences.mjs';

const common = { bundle: true, minify: true, charset: 'utf8', target: 'es2022', legalComments: 'none', metafile: true };
const editor = await build({ ...common, entryPoints: ['editor.js'], outfile: 'cypher_editor.js', format: 'esm' });
const language = await build({ ...common, entryPoints: ['language.js'], outfile: 'cypher_language.js', format: 'iife', write: false });
mkdirSync('../../static', { recursive: true });
writeFileSync('../../static/cypher_language.js.gz', gzipSync(language.outputFiles[0].contents, { level: 9 }));
const inputs = { ...editor.metafile.inputs, ...language.metafile.inputs };
writeFileSync('LICENSES.txt', licences({ inputs }, 'cypher_editor.js and cypher_language.js.gz'));
