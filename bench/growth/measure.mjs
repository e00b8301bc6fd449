// The cost per message with more of the things that it must not depend on.
import { runChild } from '../children.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const nodeOptions = ['--expose-gc'];
const BLOCK_BYTES = 3_900_000;
const AGE_MINUTES = 60;
/** Limits --rounds: each figure is the minimum of several passes already. */
const MAX_ROUNDS = 2;

/** What grows, with its amounts. The first amount is the reference for the others. */
const KINDS = [
  { kind: 'peers', label: 'peers in the process', unit: 'per message', amounts: [1, 100, 5000] },
  { kind: 'subscribers', label: 'subscribers of other commands', unit: 'per message', amounts: [0, 100, 10_000] },
  { kind: 'commands', label: 'unknown commands, alternating', unit: 'per message', amounts: [1, 20, 500] },
  {
    kind: 'chunks',
    label: 'bytes per chunk, block of 3.9 MB',
    unit: 'per byte',
    amounts: [65_536, 1, 16, 256, 4096, 1_048_576],
    size: () => BLOCK_BYTES,
  },
  {
    kind: 'chunks',
    label: 'bytes of a block, chunks of one byte',
    unit: 'per byte',
    amounts: [500_000, 1_000_000, 2_000_000, BLOCK_BYTES],
    size: (amount) => amount,
    args: (amount) => [1, amount],
  },
];

export async function measureGrowth({ rounds: asked, showStep }) {
  const rounds = Math.min(asked, MAX_ROUNDS);
  const rows = [];
  for (const { kind, label, unit, amounts, size, args = (amount) => [amount, size?.(amount) ?? 0] } of KINDS) {
    const minima = new Map(amounts.map((amount) => [amount, Infinity]));
    for (let round = 0; round < rounds; round++) {
      for (const amount of amounts) {
        showStep(`growth, ${label}, ${amount}, round ${round + 1} of ${rounds}`);
        const { nanoseconds } = await runChild(CHILD, [kind, ...args(amount)], { nodeOptions });
        minima.set(amount, Math.min(minima.get(amount), nanoseconds));
      }
    }
    for (const [amount, nanoseconds] of minima) {
      rows.push({ label, unit, amount, nanoseconds, ratio: nanoseconds / minima.get(amounts[0]) });
    }
  }
  showStep('growth, an hour of virtual time');
  rows.push({ what: 'age', minutes: AGE_MINUTES, ...(await runChild(CHILD, ['age', AGE_MINUTES], { nodeOptions })) });
  return rows;
}
