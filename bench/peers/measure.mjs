// Many peers in one process: what each costs while it only answers pings, and how many become ready in a second.
import { execFileSync } from 'node:child_process';
import { inChild } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';
import { percent, short, table } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const NODE_OPTIONS = ['--expose-gc'];
const COUNTS = [1000, 5000, 10_000];
const PING_INTERVAL_MS = 5000;
const HANDSHAKES = 3000;

export async function measurePeers({ rounds, note }) {
  const rows = [];
  for (const peers of COUNTS) {
    // Both ends of a connection are descriptors of some process of ours, each with a limit of its own.
    if (openFilesLimit() < peers + 100) {
      rows.push({ what: 'idle', peers, skipped: `ulimit -n is ${openFilesLimit()}` });
      continue;
    }
    note(`${peers} idle peers`);
    const bare = await inChild(CHILD, ['bare', peers], { nodeOptions: NODE_OPTIONS });
    const idle = await inChild(CHILD, ['idle', peers, PING_INTERVAL_MS], { nodeOptions: NODE_OPTIONS });
    rows.push({ what: 'idle', ...idle, bareBytesEach: bare.bytesEach });
  }
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    note(`handshakes, round ${round + 1} of ${rounds}`);
    samples.push((await inChild(CHILD, ['handshakes', HANDSHAKES], { nodeOptions: NODE_OPTIONS })).perSecond);
  }
  rows.push({ what: 'handshakes', perSecond: spreadOf(samples) });
  return rows;
}

export function peersTable(rows) {
  const idle = rows.filter(({ what }) => what === 'idle');
  const { perSecond } = rows.find(({ what }) => what === 'handshakes');
  const head = ['peers', 'KB each', 'KB a bare socket', 'answered', 'pings/s', 'processor time a second'];
  const cells = idle.map((row) =>
    row.skipped === undefined
      ? [
          row.peers,
          (row.bytesEach / 1000).toFixed(1),
          (row.bareBytesEach / 1000).toFixed(1),
          row.answered,
          row.pingsPerSecond,
          `${Math.round(row.cpuShare * 1000)} ms`,
        ]
      : [row.peers, `skipped: ${row.skipped}`, '', '', '', ''],
  );
  const handshakes = `${short(perSecond.median)} handshakes a second of processor time (${perSecond.samples} measured, spread ${percent(perSecond.spread)}).`;
  return `${table('Idle peers', head, cells)}\n${handshakes}\n`;
}

function openFilesLimit() {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return limit === 'unlimited' ? Infinity : Number(limit);
}
