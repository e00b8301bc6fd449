import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.js';

/** The code block of README.md right below `<!-- example: NAME -->`. Errors, saying what is missing. */
export async function readmeExample(name: string): Promise<string> {
  let readme: string;
  try {
    readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
  } catch (cause) {
    throw new Error('README.md is missing', { cause });
  }
  const mark = `<!-- example: ${name} -->`;
  const [, below] = readme.split(mark);
  if (below === undefined) throw new Error(`README.md has no ${mark}`);
  const code = /^\s*```\w*\n(.*?)^```/ms.exec(below)?.[1];
  if (code === undefined || !/^\s*```/.test(below)) throw new Error(`README.md has no code block right below ${mark}`);
  return code;
}
