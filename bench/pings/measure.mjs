// The time that a peer adds to the round trip of a ping.
import { runChild } from '../children.mjs';
import { summarise } from '../statistics.mjs';
import { formatTable } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);

export async function measurePings({ rounds, showStep }) {
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    showStep(`pings, round ${round + 1} of ${rounds}`);
    samples.push(await runChild(CHILD, []));
  }
  return ['socket', 'peer'].map((connection) => ({
    connection,
    p50: summarise(samples.map((sample) => sample[connection].p50)),
    p99: summarise(samples.map((sample) => sample[connection].p99)),
  }));
}

export function pingsTable(rows) {
  const [socket, peer] = rows;
  const micros = (value) => `${Math.round(value)} µs`;
  return formatTable(
    'Round trip of a ping over loopback, both ends in one process',
    ['connection', 'p50', 'p99'],
    [
      ['raw socket', micros(socket.p50.median), micros(socket.p99.median)],
      ['peer', micros(peer.p50.median), micros(peer.p99.median)],
      ['difference', micros(peer.p50.median - socket.p50.median), micros(peer.p99.median - socket.p99.median)],
    ],
  );
}
