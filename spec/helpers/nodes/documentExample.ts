import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.js';

/** The code block of docs/tour.md below `<!-- example: NAME -->`. Errors with a text that names what is missing. */
export async function tourExample(name: string): Promise<string> {
  return exampleIn('docs/tour.md', name);
}

/** The same for another page, such as README.md. */
export async function exampleIn(file: string, name: string): Promise<string> {
  let page: string;
  try {
    page = await readFile(join(projectRoot, file), 'utf8');
  } catch (cause) {
    throw new Error(`${file} is missing`, { cause });
  }
  const mark = `<!-- example: ${name} -->`;
  const [, below] = page.split(mark);
  if (below === undefined) throw new Error(`${file} has no ${mark}`);
  const code = /^\s*```\w*\n(.*?)^```/ms.exec(below)?.[1];
  if (code === undefined || !/^\s*```/.test(below)) throw new Error(`${file} has no code block right below ${mark}`);
  return code;
}
