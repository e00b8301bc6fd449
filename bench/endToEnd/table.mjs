import { percent, short, table } from '../table.mjs';

const LABELS = { rxpeer: 'rxpeer', rxpeerMaterialised: 'rxpeer, all made', btcd: 'btcd 0.24.2' };

export function endToEndTable(rows) {
  const measured = rows.filter(({ skipped }) => skipped === undefined);
  const skipped = rows.find((row) => row.skipped !== undefined);
  const text = table(
    'End to end: two processes over loopback TCP',
    [
      ...['stream', 'who', 'messages/s', 'MB/s', 'by the clock, messages/s', 'spread', 'peak MiB'],
      ...['from memory, messages/s', 'the socket leaves', 'of btcd, socket', 'of btcd, memory'],
    ],
    measured.map((row) => [
      row.stream,
      LABELS[row.candidate],
      short(row.messagesPerSecond),
      short(row.megabytesPerSecond),
      row.messagesPerClockSecond === undefined ? '' : short(row.messagesPerClockSecond),
      percent(row.seconds.spread),
      Math.round(row.peakMebibytes),
      short(row.memoryMessagesPerSecond),
      percent(row.share.median),
      ofBtcd(measured, row, 'messagesPerSecond'),
      ofBtcd(measured, row, 'memoryMessagesPerSecond'),
    ]),
  );
  return skipped === undefined ? text : `${text}\nbtcd is not among them: ${skipped.skipped}.\n`;
}

function ofBtcd(rows, row, figure) {
  const btcd = rows.find(({ stream, candidate }) => candidate === 'btcd' && stream === row.stream);
  return btcd === undefined || row === btcd ? '' : percent(row[figure] / btcd[figure]);
}
