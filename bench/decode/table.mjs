import { percent, short, table } from '../table.mjs';
import { CANDIDATES } from './candidates.mjs';

export function decodeTable(rows) {
  const head = ['stream', 'who', 'messages/s', 'MB/s', 'spread', 'peak MiB', 'rxpeer is', 'rxpeer, all made, is'];
  return table(
    'Decode, from memory',
    head,
    rows.map((row) => [
      row.stream,
      CANDIDATES[row.candidate].label,
      short(row.messagesPerSecond),
      short(row.megabytesPerSecond),
      percent(row.seconds.spread),
      Math.round(row.peakMebibytes),
      timesFaster(rows, row, 'rxpeer'),
      timesFaster(rows, row, 'rxpeerMaterialised'),
    ]),
  );
}

function timesFaster(rows, row, name) {
  if (row.candidate.startsWith('rxpeer')) return '';
  const ours = rows.find(({ stream, candidate }) => stream === row.stream && candidate === name);
  return ours === undefined ? '' : `${(ours.messagesPerSecond / row.messagesPerSecond).toFixed(2)} x`;
}
