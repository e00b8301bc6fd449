// What a message costs with more of what it must not depend on.
import { inChild } from '../children.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const nodeOptions = ['--expose-gc'];
const BLOCK_BYTES = 3_900_000;
const AGE_MINUTES = 60;
/** Of as many as are asked for: each of them is the least of several passes already. */
const MAX_ROUNDS = 2;

/** Each kind with its amounts; the first one is what the others are compared to. */
const KINDS = [
  { kind: 'peers', label: 'peers in the process', unit: 'a message', amounts: [1, 100, 5000] },
  { kind: 'subscribers', label: 'subscribers on other commands', unit: 'a message', amounts: [0, 100, 10_000] },
  { kind: 'commands', label: 'unknown commands in turns', unit: 'a message', amounts: [1, 20, 500] },
  {
    kind: 'chunks',
    label: 'bytes a chunk, of a block of 3.9 MB',
    unit: 'a byte',
    amounts: [65_536, 1, 16, 256, 4096, 1_048_576],
    size: () => BLOCK_BYTES,
  },
  {
    kind: 'chunks',
    label: 'bytes of a block, byte by byte',
    unit: 'a byte',
    amounts: [500_000, 1_000_000, 2_000_000, BLOCK_BYTES],
    size: (amount) => amount,
    args: (amount) => [1, amount],
  },
];

export async function measureGrowth({ rounds: asked, note }) {
  const rounds = Math.min(asked, MAX_ROUNDS);
  const rows = [];
  for (const { kind, label, unit, amounts, size, args = (amount) => [amount, size?.(amount) ?? 0] } of KINDS) {
    const least = new Map(amounts.map((amount) => [amount, Infinity]));
    for (let round = 0; round < rounds; round++) {
      for (const amount of amounts) {
        note(`growth, ${label}, ${amount}, round ${round + 1} of ${rounds}`);
        const { nanoseconds } = await inChild(CHILD, [kind, ...args(amount)], { nodeOptions });
        least.set(amount, Math.min(least.get(amount), nanoseconds));
      }
    }
    for (const [amount, nanoseconds] of least) {
      rows.push({ label, unit, amount, nanoseconds, ratio: nanoseconds / least.get(amounts[0]) });
    }
  }
  note('growth, an hour of virtual time');
  rows.push({ what: 'age', minutes: AGE_MINUTES, ...(await inChild(CHILD, ['age', AGE_MINUTES], { nodeOptions })) });
  return rows;
}
