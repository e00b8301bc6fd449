import { readFile } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';

/** These come first: a name is documented on the page of the first entry point that exports it, and linked from the others. */
const FIRST = ['wire', 'index', 'node'];

/**
 * The entry points that package.json exports: `module` is the name of the file in lib/, `specifier` what a program imports, `page` the path
 * of the page, `order` its place among them.
 */
export async function entryPoints() {
  const { name, exports } = JSON.parse(await readFile(`${rootFolder}package.json`, 'utf8'));
  const entries = Object.entries(exports).flatMap(([subpath, target], order) => {
    const module = /^\.\/dist\/(\w+)\.js$/.exec(fileOf(target))?.[1];
    const specifier = `${name}${subpath.slice(1)}`;
    return module === undefined ? [] : [{ module, specifier, order, page: `reference/api/${pageName(subpath, name)}` }];
  });
  if (entries.length === 0)
    throw new Error('package.json exports no file of dist/: expected "./NAME": "./dist/NAME.js"');
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** A condition object of `exports` names its file under `import` or `default`. */
const fileOf = (target) => (typeof target === 'string' ? target : fileOf(target.import ?? target.default ?? ''));

const pageName = (subpath, name) => (subpath === '.' ? name : subpath.slice(2));

const rank = ({ module }) => (FIRST.includes(module) ? FIRST.indexOf(module) : FIRST.length);
