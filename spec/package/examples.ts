import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { ERASING } from '../helpers/evaluateExample.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { runWell } from '../helpers/nodes/run.js';

/** A block of TypeScript of README.md, docs/*.md or a hand-written page of site/. */
export interface Example {
  readonly page: string;
  readonly name: string;
  readonly code: string;
}

/**
 * Every example of the pages that users read. Errors if a code block has no name above it, because it would not be compiled, and if two have the
 * same name, because one of them would not be compiled.
 */
export async function allExamples(): Promise<Example[]> {
  const docs = (await readdir(join(projectRoot, 'docs'))).filter((file) => file.endsWith('.md'));
  const pages = ['README.md', ...docs.map((file) => `docs/${file}`), ...(await sitePages())];
  const examples = (await Promise.all(pages.map(examplesOf))).flat();
  const names = new Map<string, string>();
  for (const { name, page } of examples) {
    const other = names.get(name);
    if (other !== undefined) throw new Error(`${page} and ${other}: two examples have the name ${name}`);
    names.set(name, page);
  }
  return examples;
}

/** The hand-written pages of the site. Those that its build copies or generates are ignored by Git. */
async function sitePages(): Promise<string[]> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', 'site/*.md'];
  return (await runWell('git', list)).split('\0').filter((file) => file !== '');
}

async function examplesOf(page: string): Promise<Example[]> {
  const text = await readFile(join(projectRoot, page), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].filter(([, language]) =>
    /^(js|ts|mjs)$/.test(language!),
  );
  return blocks.map(({ 0: { length }, 1: language, 2: code, index }) => {
    const name = /<!-- example: (\S+) -->\s*$/.exec(text.slice(0, index))?.[1];
    if (name === undefined || language !== 'ts') {
      throw new Error(
        `${page}: no TypeScript, or no <!-- example: NAME -->, at the block of ${length} characters at ${index}`,
      );
    }
    return { page, name, code: code! };
  });
}

/** The same as JavaScript, for a Node version that does not strip types. */
export function asJavaScript(code: string): string {
  return ts.transpileModule(code, { compilerOptions: ERASING }).outputText;
}
