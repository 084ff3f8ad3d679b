// The licences of all packages that a bundle holds.
import { readFileSync, readdirSync } from 'node:fs';

export function licences(metafile, bundle) {
  const packages = Object.keys(metafile.inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  const notices = [...new Set(packages.filter(Boolean))].sort().map((name) => {
    const folder = `node_modules/${name}`;
    const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : ''}\n`;
  });
  return `${bundle} holds these packages:\n\n${notices.join('\n' + '-'.repeat(79) + '\n\n')}`;
}
