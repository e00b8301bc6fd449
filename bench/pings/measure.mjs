// What our side adds to a ping's round trip.
import { inChild } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';
import { table } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);

export async function measurePings({ rounds, note }) {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    note(`pings, round ${round + 1} of ${rounds}`);
    samples.push(await inChild(CHILD, []));
  }
  return ['bare', 'ours'].map((who) => ({
    who,
    p50: spreadOf(samples.map((sample) => sample[who].p50)),
    p99: spreadOf(samples.map((sample) => sample[who].p99)),
  }));
}

export function pingsTable(rows) {
  const [bare, ours] = rows;
  const micros = (value) => `${Math.round(value)} µs`;
  return table(
    'Round trip of a ping over loopback, both ends in one process',
    ['who', 'p50', 'p99'],
    [
      ['bare sockets', micros(bare.p50.median), micros(bare.p99.median)],
      ['a peer', micros(ours.p50.median), micros(ours.p99.median)],
      ['added', micros(ours.p50.median - bare.p50.median), micros(ours.p99.median - bare.p99.median)],
    ],
  );
}
