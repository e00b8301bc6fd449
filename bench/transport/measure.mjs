// Transport v2 beside other implementations: packets and key exchanges by btcd and rust bip324, and streams from a socket by v1 and v2.
import { formatNumber, formatTable } from '../table.mjs';
import { measureCounterparts } from './counterparts.mjs';
import { measureTransports } from './endToEnd.mjs';

export async function measureTransport({ rounds, scale, showStep }) {
  const counterparts = await measureCounterparts({ showStep });
  const streams = await measureTransports({ rounds, scale, showStep });
  return [...counterparts, ...streams];
}

export function transportTable(rows) {
  const skipped = rows.filter((row) => row.skipped !== undefined);
  const measured = rows.filter((row) => row.skipped === undefined);
  return [
    formatTable(
      'Packets and key exchanges of other implementations, µs of processor time',
      ['implementation', 'what', 'contents', 'µs'],
      measured
        .filter(({ kind }) => kind !== undefined)
        .map(({ candidate, contentsBytes, kind, microseconds }) => [
          candidate,
          kind,
          contentsBytes === 0 || contentsBytes === undefined ? '' : formatNumber(contentsBytes),
          microseconds.toFixed(2),
        ]),
    ),
    formatTable(
      'Streams from a socket, messages per second of processor time of the receiver',
      ['stream', 'receiver', 'messages/s', 'MB/s'],
      measured
        .filter(({ stream }) => stream !== undefined)
        .map(({ candidate, megabytesPerSecond, messagesPerSecond, stream }) => [
          stream,
          candidate,
          formatNumber(messagesPerSecond),
          megabytesPerSecond.toFixed(1),
        ]),
    ),
    ...skipped.map(({ candidate, skipped: reason }) => `${candidate} was not measured: ${reason}`),
  ].join('\n\n');
}
