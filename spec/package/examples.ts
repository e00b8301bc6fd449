import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { ERASING } from '../helpers/evaluateExample.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

/** A block of TypeScript of README.md or docs/*.md. */
export interface Example {
  readonly page: string;
  readonly name: string;
  readonly code: string;
}

/** Every example of the pages that users read. Errors if a code block has no name above it, because it would not be compiled. */
export async function allExamples(): Promise<Example[]> {
  const docs = (await readdir(join(projectRoot, 'docs'))).filter((file) => file.endsWith('.md'));
  const pages = ['README.md', ...docs.map((file) => `docs/${file}`)];
  const examples = await Promise.all(pages.map(examplesOf));
  return examples.flat();
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
