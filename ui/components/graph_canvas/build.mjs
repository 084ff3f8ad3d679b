// Bundles canvas.js into graph_canvas.js, and the licences of all that is in it into LICENSES.txt.
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';
import { licences } from '../licences.mjs';

const { metafile } = await build({
  entryPoints: ['canvas.js'],
  outfile: 'graph_canvas.js',
  bundle: true,
  format: 'esm',
  minify: true,
  charset: 'utf8',
  target: 'es2022',
  legalComments: 'none',
  metafile: true,
});
writeFileSync('LICENSES.txt', licences(metafile, 'graph_canvas.js'));
