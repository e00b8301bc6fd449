// The targets of NATS, with the figures of the section `nats`.
import { formatNumber, formatPercent } from '../table.mjs';

/** @returns {string[][]} rows of target, measured, whether it is met; without the targets whose figures are missing */
export function natsTargets(rows) {
  const find = (stream, candidate) => rows.find((row) => row.stream === stream && row.candidate === candidate);
  const [alone, published, read] = ['none', 'publish', 'read'].map((candidate) => find('relay', candidate));
  if (alone === undefined || published === undefined || read === undefined) return [];
  // Throughput lost: 1 - (messages/s published) / (messages/s alone).
  const cost = 1 - alone.seconds.median / published.seconds.median;
  const byProcessor = read.messages / read.seconds.median;
  const byClock = read.messages / read.wallSeconds.median;
  return [
    row('publishing costs at most 15 % of the throughput of relay', formatPercent(cost), cost <= 0.15),
    row('fromNats: 100 k messages/s decoded, by processor time', formatNumber(byProcessor), byProcessor >= 100_000),
    row('the same by the clock, beside its publisher', formatNumber(byClock), byClock >= 100_000),
  ];
}

function row(target, measured, isMet) {
  return [target, measured, isMet ? 'yes' : 'MISSED'];
}
