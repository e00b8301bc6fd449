import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { startProgram } from '../helpers/nodes/program.js';
import { asJavaScript, type Example } from './examples.js';
import { startSiteNodes, type SiteNodes } from './siteNodes.js';
import { SITE_PROGRAMS, type SiteProgram } from './sitePrograms.js';

/** The programs wait for timers most of the time. */
const CONCURRENCY = 4;

/**
 * Runs the programs of the site in a folder where the package is installed. Errors if one lacks a line, prints to stderr, or does not exit as it
 * should. Resolves to the names of the programs.
 */
export async function runSitePrograms(dir: string, examples: readonly Example[]): Promise<string[]> {
  const nodes = await startSiteNodes(dir);
  try {
    const possible = SITE_PROGRAMS.filter(({ needs }) => needs === undefined || nodes[needs] !== undefined);
    const name$ = from(possible).pipe(
      mergeMap((program) => runSiteProgram({ dir, nodes, examples, program }), CONCURRENCY),
      toArray(),
    );
    return (await lastValueFrom(name$)).flat();
  } finally {
    await nodes.stop();
  }
}

interface Run {
  readonly dir: string;
  readonly nodes: SiteNodes;
  readonly examples: readonly Example[];
  readonly program: SiteProgram;
}

async function runSiteProgram({ program, ...run }: Run): Promise<string[]> {
  const { name, args = () => [], lines, exits = false, next } = program;
  const file = await writeSiteExample(run.dir, name, run.examples);
  const process = startProgram([file, ...args(run.nodes)], run.dir);
  try {
    for (const line of lines) await process.line(line);
    if (exits && (await process.ended()) !== 0) throw new Error(`${name} failed: ${process.stderr()}`);
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  } finally {
    await process.kill();
  }
  if (process.stderr() !== '') throw new Error(`${name} printed on stderr: ${process.stderr()}`);
  return [name, ...(next === undefined ? [] : await runSiteProgram({ ...run, program: next }))];
}

/** Writes an example of the site as JavaScript; returns the name of the file. */
export async function writeSiteExample(dir: string, name: string, examples: readonly Example[]): Promise<string> {
  const example = examples.find((each) => each.name === name && each.page.startsWith('site/'));
  if (example === undefined) throw new Error(`no page of the site has an example ${name}`);
  const file = name.replace(/\.ts$/, '.js');
  await writeFile(join(dir, file), asJavaScript(example.code));
  return file;
}
