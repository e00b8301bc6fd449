import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { interval } from 'rxjs';
import * as core from '../../lib/index.js';
import * as marbles from '../../lib/marbles.js';

/** The indented lines of the docstring before this line of code. */
function exampleBefore(file: string, line: string): string {
  const text = readFileSync(new URL(`../../lib/virtual/${file}`, import.meta.url), 'utf8');
  const docstring = text.slice(0, text.indexOf(line)).split('/**').at(-1)!;
  return Array.from(docstring.matchAll(/^ \* {5}(.*)$/gm), ([, code]) => code).join('\n');
}

/** Runs an example with all exports of the entry points in scope. Returns what it prints. */
function outputOf(code: string): unknown[] {
  const printed: unknown[] = [];
  const scope: Record<string, unknown> = {
    interval,
    ...core,
    ...marbles,
    console: { log: (each: unknown) => printed.push(each) },
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code is a docstring of this repository
  const run = new Function(...Object.keys(scope), code) as (...values: unknown[]) => void;
  run(...Object.values(scope));
  return printed;
}

describe('the example of', () => {
  it('VirtualTime', () => {
    expect(outputOf(exampleBefore('virtualTime.ts', 'export class VirtualTime '))).toEqual([0, 1]);
  });

  it('virtualNetwork', () => {
    const printed = outputOf(exampleBefore('virtualNetwork.ts', 'export function virtualNetwork'));
    expect(printed).toEqual([
      expect.any(Date),
      { by: 'fault', error: expect.objectContaining({ code: 'WRONG_MAGIC' }) },
    ]);
  });
});
