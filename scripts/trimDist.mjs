// Makes dist/ as small as the package needs: minifies the modules, and removes what no user of the package can reach.
// - Modules are minified one by one. The names of exports, classes' members and files stay, so a stack trace names the file and the method, and
//   bundlers of users drop what they do not import.
// - Declarations that no entry point of package.json reaches are removed. The others keep their comments.
// - Modules that contain types only are empty, and are removed.
// - The files of the dashboard's page are compressed; the server decompresses them when it starts.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transformSync } from 'esbuild';
import { reachableDeclarations } from './reachableDeclarations.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');
const { exports, imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const files = readdirSync(dist, { recursive: true }).map((file) => join(dist, file));
const entries = Object.values(exports).filter((path) => path.endsWith('.js'));
const named = new Set([...entries, ...Object.values(imports).flatMap(Object.values)].map((path) => join(root, path)));

const declarations = reachableDeclarations(entries.map((path) => join(root, path.replace(/\.js$/, '.d.ts'))));
for (const file of files.filter((each) => each.endsWith('.d.ts'))) {
  const text = declarations.get(file);
  if (text === undefined) rmSync(file);
  else writeFileSync(file, text);
}

for (const file of files.filter((each) => each.endsWith('.js') && !each.includes('/dashboard/page/'))) {
  const { code } = transformSync(readFileSync(file, 'utf8'), {
    minify: true,
    target: 'es2023',
    legalComments: 'none',
  });
  if (code.trim() === 'export{};' && !named.has(file)) rmSync(file);
  else writeFileSync(file, code);
}

const page = join(dist, 'dashboard/page');
for (const name of readdirSync(page).filter((each) => /\.(js|css|html)$/.test(each))) {
  const path = join(page, name);
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  rmSync(path);
}
