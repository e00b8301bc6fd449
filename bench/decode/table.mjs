import { formatNumber, formatPercent, formatTable } from '../table.mjs';
import { CANDIDATES } from './candidates.mjs';

export function decodeTable(rows) {
  return formatTable(
    'Decode from memory',
    [
      ...['stream', 'decoder', 'messages/s', 'MB/s', 'spread', 'peak MiB'],
      ...['rxpeer, unread, / decoder', 'rxpeer, all read, / decoder'],
    ],
    rows.map((row) => [
      row.stream,
      CANDIDATES[row.candidate].label,
      formatNumber(row.messagesPerSecond),
      formatNumber(row.megabytesPerSecond),
      formatPercent(row.seconds.spread),
      Math.round(row.peakMebibytes),
      ratioOf(rows, 'rxpeerUnread', row),
      ratioOf(rows, 'rxpeerReadAll', row),
    ]),
  );
}

function ratioOf(rows, name, row) {
  if (row.candidate.startsWith('rxpeer')) return '';
  const ours = rows.find(({ stream, candidate }) => stream === row.stream && candidate === name);
  return ours === undefined ? '' : `${(ours.messagesPerSecond / row.messagesPerSecond).toFixed(2)} x`;
}
