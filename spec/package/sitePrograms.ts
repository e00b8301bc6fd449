import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { from, lastValueFrom, mergeMap, toArray } from 'rxjs';
import { startProgram } from '../helpers/nodes/program.js';
import { asJavaScript, type Example } from './examples.js';

/** A program of a page of the site that is run. */
interface SiteProgram {
  /** The name of the example. */
  readonly name: string;
  /** Each pattern matches a line that the program prints, in any order. */
  readonly lines: readonly RegExp[];
}

/** The programs of the site that start a simulated node of their own. */
const SITE_PROGRAMS: readonly SiteProgram[] = [
  { name: 'first.ts', lines: [/^connected to .*simulator/, /^announced: type 5 [0-9a-f]{64}$/, /^announced: type 2 /] },
  { name: 'firstBlock.ts', lines: [/^block [0-9a-f]{64} has [2-9] transactions$/] },
  { name: 'hotAndCold.ts', lines: [/node: 3$/, /^first subscriber$/, /^second subscriber$/] },
  {
    name: 'threeWays.ts',
    lines: [/^dial: height 10 ping true$/, /^connect: protocol \d+$/, /^pool: joined true$/, /closed by local$/],
  },
  { name: 'countAnnouncements.ts', lines: [/^announced so far: [1-9]/, /^block of [2-9]$/] },
  {
    name: 'exchanges.ts',
    lines: [/^sent getheaders answered$/, /^sent getdata answered$/, /^sent getdata notFound$/, /^ffffffff not found$/],
  },
  { name: 'slowConsumer.ts', lines: [/^stored \d+ unfinished bytes \d+ paused true$/, /^all stored, paused: false$/] },
  {
    name: 'policies.ts',
    lines: [/^core fault DUPLICATE_VERACK$/, /^lbcd closed DUPLICATE_VERACK$/, /^ignoring still connected$/],
  },
  {
    name: 'transports.ts',
    lines: [/^default by v2 session [0-9a-f]{8}$/, /^plaintext by v1 /, /^over a duplex by v2 /],
  },
];

/** The programs wait for timers most of the time. */
const CONCURRENCY = 4;

/** Runs the programs in a folder where the package is installed. Errors if one prints a line to stderr, or lacks a line. */
export async function runSitePrograms(dir: string, examples: readonly Example[]): Promise<string[]> {
  return lastValueFrom(
    from(SITE_PROGRAMS).pipe(
      mergeMap((program) => runSiteProgram(dir, program, examples), CONCURRENCY),
      toArray(),
    ),
  );
}

async function runSiteProgram(
  dir: string,
  { name, lines }: SiteProgram,
  examples: readonly Example[],
): Promise<string> {
  const example = examples.find((each) => each.name === name && each.page.startsWith('site/'));
  if (example === undefined) throw new Error(`no page of the site has an example ${name}`);
  const file = `site-${name.replace(/\.ts$/, '.mjs')}`;
  await writeFile(join(dir, file), asJavaScript(example.code));
  const program = startProgram([file], dir);
  try {
    for (const line of lines) await program.line(line);
  } finally {
    await program.kill();
  }
  if (program.stderr() !== '') throw new Error(`${name} printed on stderr: ${program.stderr()}`);
  return name;
}
