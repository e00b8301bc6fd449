import { formatNumber, formatPercent, formatTable } from '../table.mjs';

export function peersTable(rows) {
  const idle = rows.filter(({ what }) => what === 'idle');
  const { perSecond, perClockSecond } = rows.find(({ what }) => what === 'handshakes');
  const head = [
    ...['peers', 'resident KB per peer', 'JavaScript KB per peer', 'KB per peer since no peer', 'KB per raw socket'],
    ...['answered', 'pings/s', 'processor time per second'],
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
  return `${formatTable('Idle peers', head, cells)}
Per peer: growth of the resident memory after a collection, counted from 500 connections that were opened before. Since no peer: growth since
the start of the process, divided by all connections.

${formatNumber(perSecond.median)} handshakes per second of processor time, ${formatNumber(perClockSecond.median)} by wall clock, with the remotes in another process (${perSecond.samples} measured, spread ${formatPercent(perSecond.spread)}).
`;
}

function kilobytes(bytes) {
  return (bytes / 1000).toFixed(1);
}
