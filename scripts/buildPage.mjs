// Builds the dashboard's page into dist/: bundles its script and its styles, copies its document and its icons, and adds documents and licences.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { pageDocuments } from './pageDocuments.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const from = join(root, 'lib/dashboard/page');
const to = join(root, 'dist/dashboard/page');

const { metafile } = await build({
  entryPoints: { app: join(from, 'main.tsx'), style: join(from, 'style/main.css') },
  outdir: to,
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  logLevel: 'warning',
});
for (const name of ['index.html', 'icon.svg', 'icon-alert.svg']) copyFileSync(join(from, name), join(to, name));
for (const { file, text } of pageDocuments()) writeFileSync(join(to, file), text);
writeFileSync(join(to, 'LICENSES.txt'), licences(Object.keys(metafile.inputs)));

/** The licences of the packages in the bundle. Throws if a package has no file with its licence. */
function licences(inputs) {
  const packages = inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(packages.filter((name) => name !== undefined))]
    .sort()
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].find((each) => existsSync(join(folder, each)));
      if (file === undefined) throw new Error(`the package ${name} has no file with its licence`);
      return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
