// Many peers in one process: memory and processor time of each while it only answers pings, and handshakes per second.
import { summarise } from '../statistics.mjs';
import { bareSockets, handshakes, idlePeers, problemOfPeerCount } from './runPeers.mjs';

const COUNTS = [1000, 5000, 10_000];

export async function measurePeers({ rounds, showStep }) {
  const rows = [];
  for (const peers of COUNTS) {
    const problem = problemOfPeerCount(peers);
    if (problem !== undefined) {
      rows.push({ what: 'idle', peers, skipped: problem });
      continue;
    }
    showStep(`${peers} idle peers`);
    try {
      const bare = await bareSockets(peers);
      const idle = await idlePeers(peers);
      rows.push({ what: 'idle', ...idle, bareBytesEach: bare.bytesEach });
    } catch (error) {
      // The rows with fewer peers are still useful.
      rows.push({ what: 'idle', peers, failed: error.message });
    }
  }
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    showStep(`handshakes, round ${round + 1} of ${rounds}`);
    samples.push(await handshakes());
  }
  rows.push({
    what: 'handshakes',
    perSecond: summarise(samples.map(({ perSecond }) => perSecond)),
    perClockSecond: summarise(samples.map(({ perClockSecond }) => perClockSecond)),
  });
  return rows;
}
