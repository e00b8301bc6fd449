import { readFileSync } from 'node:fs';

/** The text of a program in programs/. */
export function programText(name) {
  return readFileSync(new URL(`programs/${name}`, import.meta.url), 'utf8');
}

/** The same program as a CommonJS module: its imports of names are calls of `require`. The program must not use `await` outside of functions. */
export function asCommonJs(source) {
  return source.replaceAll(
    /^import (\{[^}]*\}) from ('[^']*');$/gm,
    (_, names, from) => `const ${names.replaceAll(' as ', ': ')} = require(${from});`,
  );
}

/** The same program as a CommonJS module that imports in a function: the imports are calls of `import()`. */
export function withAwaitImport(source) {
  const imports = /^import (\{[^}]*\}) from ('[^']*');$/gm;
  const lines = Array.from(
    source.matchAll(imports),
    ([, names, from]) => `  const ${names.replaceAll(' as ', ': ')} = await import(${from});`,
  );
  return { imports: lines.join('\n'), rest: source.replaceAll(imports, '').trim() };
}
