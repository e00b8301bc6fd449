import { readFile } from 'node:fs/promises';
import { rootFolder } from '../paths.mjs';

/** What an entry point has, in the words of the comment at the top of its file. Errors if there is none. */
export async function describeModule(module) {
  const file = `lib/${module}.ts`;
  const source = await readFile(`${rootFolder}${file}`, 'utf8');
  const comment = /^\/\*\*(.*?)\*\//s.exec(source)?.[1];
  if (comment === undefined)
    throw new Error(`${file} begins without a docstring: expected /** \`SPECIFIER\`: what it has. */`);
  const text = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trim())
    .join(' ')
    .trim()
    .replace(/^(Entry point )?`[^`]+`: /, '');
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}
