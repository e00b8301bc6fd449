// Many peers in one process: what each costs while it only answers pings, and how many become ready in a second.
import { inChild, openFilesLimit } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const nodeOptions = ['--expose-gc'];
const COUNTS = [1000, 5000, 10_000];
const WARM = 500;
/** Besides the sockets: standard streams, the listener, Node's own. */
const OTHER_FILES = 100;
const PING_INTERVAL_MS = 5000;
const HANDSHAKES = 3000;
/** Ten thousand connections on a machine that is busy otherwise. */
const TIMEOUT_MS = 180_000;

export async function measurePeers({ rounds, note }) {
  const rows = [];
  for (const peers of COUNTS) {
    // Both ends of a connection are descriptors of some process of ours, each with a limit of its own.
    const openFiles = peers + WARM + OTHER_FILES;
    if (openFilesLimit() < openFiles) {
      rows.push({ what: 'idle', peers, skipped: `ulimit -Hn is ${openFilesLimit()}, ${openFiles} needed` });
      continue;
    }
    note(`${peers} idle peers`);
    const options = { nodeOptions, openFiles, timeoutMs: TIMEOUT_MS };
    try {
      const bare = await inChild(CHILD, ['bare', peers, WARM], options);
      const idle = await inChild(CHILD, ['idle', peers, WARM, PING_INTERVAL_MS], options);
      rows.push({ what: 'idle', ...idle, bareBytesEach: bare.bytesEach });
    } catch (error) {
      // The fewer ones are still worth knowing.
      rows.push({ what: 'idle', peers, failed: error.message });
    }
  }
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    note(`handshakes, round ${round + 1} of ${rounds}`);
    samples.push(await inChild(CHILD, ['handshakes', HANDSHAKES, WARM], { nodeOptions, openFiles: 4000 }));
  }
  rows.push({
    what: 'handshakes',
    perSecond: spreadOf(samples.map(({ perSecond }) => perSecond)),
    perClockSecond: spreadOf(samples.map(({ perClockSecond }) => perClockSecond)),
  });
  return rows;
}
