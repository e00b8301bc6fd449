import { formatNumber, formatPercent, formatTable } from '../table.mjs';

const LABELS = {
  none: 'the peer alone',
  observe: 'and the streams that publishing needs',
  publish: 'the peer, published',
  bare: 'the same bytes, by the client alone',
  read: 'fromNats, decoded and read',
  claimBare: 'claims by JetStream alone',
  claimByOperator: 'claims by firstSeenByNats',
};

export function natsTable(rows) {
  const skipped = rows.find((row) => row.skipped !== undefined);
  if (skipped !== undefined) return `NATS was not measured: ${skipped.skipped}\n`;
  const { server } = rows[0];
  return formatTable(
    `NATS (nats-server ${server}), messages per second of processor time and of the clock`,
    ['stream', 'process', 'messages/s', 'by the clock', 'ms in all', 'spread', 'beside the peer alone', 'dropped'],
    rows
      .slice(1)
      .map((row) => [
        row.stream,
        LABELS[row.candidate],
        formatNumber(row.messages / row.seconds.median),
        formatNumber(row.messages / row.wallSeconds.median),
        (row.seconds.median * 1000).toFixed(0),
        formatPercent(row.seconds.spread),
        shareText(rows, row),
        row.candidate === 'publish' ? formatPercent(droppedShare(row)) : '',
      ]),
  );
}

/** Of all messages of all passes. */
export function droppedShare({ droppedMessages, messages, passes, seconds }) {
  return droppedMessages / ((messages / (passes - 1)) * passes * seconds.samples);
}

/** The processor time of this row in percent of that of the peer alone. */
function shareText(rows, { candidate, stream, seconds }) {
  const alone = rows.find((row) => row.stream === stream && row.candidate === 'none');
  return alone === undefined || candidate === 'none' || candidate === 'read'
    ? ''
    : formatPercent(seconds.median / alone.seconds.median);
}
