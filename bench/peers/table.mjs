import { percent, short, table } from '../table.mjs';

export function peersTable(rows) {
  const idle = rows.filter(({ what }) => what === 'idle');
  const { perSecond, perClockSecond } = rows.find(({ what }) => what === 'handshakes');
  const head = [
    ...['peers', 'resident KB each', 'of JavaScript, KB each', 'from none, KB each', 'a bare socket, KB'],
    ...['answered', 'pings/s', 'processor time a second'],
  ];
  const cells = idle.map((row) =>
    row.bytesEach !== undefined
      ? [
          row.peers,
          ...[row.bytesEach, row.heapBytesEach, row.bytesEachFromNone, row.bareBytesEach].map(kilobytes),
          row.answered,
          Math.round(row.pingsPerSecond),
          `${Math.round(row.cpuShare * 1000)} ms`,
        ]
      : [row.peers, row.skipped === undefined ? 'FAILED' : `skipped: ${row.skipped}`, '', '', '', '', '', ''],
  );
  return `${table('Idle peers', head, cells)}
Each: what the resident memory has grown by after a collection, from 500 connections that were there before; from none: from the beginning, all of them.

${short(perSecond.median)} handshakes a second of processor time, ${short(perClockSecond.median)} by the clock, beside the process of the other ends (${perSecond.samples} measured, spread ${percent(perSecond.spread)}).
`;
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
