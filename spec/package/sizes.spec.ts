import { describe, expect, it } from '@jest/globals';
import { BUDGETS, checkSizes } from '../../bench/gate/sizes.mjs';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const tables: string[] = [];
const print = (text: string): number => tables.push(text);

describe('the sizes of the entry points in a page', () => {
  it('are within the budgets', async () => {
    expect(await checkSizes(projectRoot, BUDGETS, print)).toBe(true);
    expect(BUDGETS).toMatchObject({ rxpeer: 75_000, 'rxpeer/wire': 32_768 });
  });

  it('fail the check one byte above a budget, and only there', async () => {
    const sizeOf = (table: string): number => Number(/\| rxpeer\/browser +\| \d+ +\| (\d+)/.exec(table)![1]);
    await checkSizes(projectRoot, { 'rxpeer/browser': 1_000_000 }, print);
    const bytes = sizeOf(tables.at(-1)!);
    expect(await checkSizes(projectRoot, { 'rxpeer/browser': bytes }, print)).toBe(true);
    expect(await checkSizes(projectRoot, { 'rxpeer/metrics': 1_000_000, 'rxpeer/browser': bytes - 1 }, print)).toBe(
      false,
    );
    expect(tables.at(-1)).toMatch(/rxpeer\/metrics .* ok .*\n.*rxpeer\/browser .* LARGER/);
  });

  it('load transport v2 and the lanes of checksums by dynamic imports', async () => {
    await checkSizes(projectRoot, { rxpeer: 75_000, 'rxpeer/wire': 32_768 }, print);
    const [, rxpeer, wire] = /\| rxpeer .*?(\d+) +\| +(?:ok) .*\n\| rxpeer\/wire .*?(\d+) +\| +ok/.exec(
      tables.at(-1)!,
    )!;
    expect(Number(rxpeer)).toBeGreaterThan(20_000);
    expect(Number(wire)).toBeGreaterThan(1000);
  });

  it('errors for a budget of an entry point that does not exist', async () => {
    await expect(checkSizes(projectRoot, { 'rxpeer/nothing': 1 }, print)).rejects.toThrow('exports no rxpeer/nothing');
  });
});
