import { readFileSync } from 'node:fs';

const { imports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * Maps the conditional imports of package.json, such as `#fast`, to the sources in lib/. Specs and bundles of sources use it, because dist/ may not be
 * built. Node resolves an import to the first condition that is set, in the order of package.json.
 *
 * @param {...string} conditions the conditions that are set, such as `node`; `default` is always set
 * @returns {Map<string, string>} the path of the source from the project's root, such as `lib/fast/fastNetwork.ts`, by the import
 */
export function libraryImports(...conditions) {
  return new Map(Object.entries(imports).map(([name, targets]) => [name, sourceOf(name, targets, conditions)]));
}

function sourceOf(name, targets, conditions) {
  const target = targets[Object.keys(targets).find((each) => each === 'default' || conditions.includes(each))];
  const source = /^\.\/dist\/(.*)\.js$/.exec(target)?.[1];
  if (source === undefined) throw new Error(`package.json: ${name} is ${target}: "./dist/NAME.js" expected`);
  return `lib/${source}.ts`;
}
