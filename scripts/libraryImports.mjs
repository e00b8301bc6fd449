import { readFileSync } from 'node:fs';

const { imports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/**
 * The conditional imports of package.json, such as `#fast`, as modules of lib/: what specs and bundles of sources use, so that nothing has to be
 * built before. Node resolves an import to the first condition that is set, in the order of package.json.
 *
 * @param {...string} conditions those that are set; `default` always is
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
