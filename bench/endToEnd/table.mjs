import { CANDIDATES } from '../decode/candidates.mjs';
import { formatNumber, formatPercent, formatTable } from '../table.mjs';

export function endToEndTable(rows) {
  const measured = rows.filter(({ skipped }) => skipped === undefined);
  const skipped = rows.find((row) => row.skipped !== undefined);
  const text = formatTable(
    'End to end: two processes over loopback TCP',
    [
      ...['stream', 'receiver', 'messages/s', 'MB/s', 'messages/s by wall clock', 'spread', 'peak MiB'],
      ...['from memory, messages/s', 'socket / memory', 'relative to btcd, socket', 'relative to btcd, memory'],
    ],
    measured.map((row) => [
      row.stream,
      row.candidate === 'btcd' ? 'btcd 0.26.2' : CANDIDATES[row.candidate].label,
      formatNumber(row.messagesPerSecond),
      formatNumber(row.megabytesPerSecond),
      row.messagesPerClockSecond === undefined ? '' : formatNumber(row.messagesPerClockSecond),
      formatPercent(row.seconds.spread),
      Math.round(row.peakMebibytes),
      formatNumber(row.memoryMessagesPerSecond),
      formatPercent(row.share.median),
      relativeToBtcd(measured, row, 'messagesPerSecond'),
      relativeToBtcd(measured, row, 'memoryMessagesPerSecond'),
    ]),
  );
  return skipped === undefined ? text : `${text}\nbtcd was not measured: ${skipped.skipped}.\n`;
}

function relativeToBtcd(rows, row, figure) {
  const btcd = rows.find(({ stream, candidate }) => candidate === 'btcd' && stream === row.stream);
  return btcd === undefined || row === btcd ? '' : formatPercent(row[figure] / btcd[figure]);
}
