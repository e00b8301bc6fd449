// The targets of transport v2, with the figures of the sections `packets` and `transport`.
import { formatNumber, formatPercent } from '../table.mjs';

/** @returns {string[][]} rows of target, measured, whether it is met; without the targets whose figures are missing */
export function transportTargets({ packets = [], transport = [] }) {
  return [...packetRows(packets), ...keyRows(packets), ...streamRows(transport)];
}

function packetRows(packets) {
  const micros = (direction, bytes) => packets.find((row) => row.bytes === bytes && row.direction === direction);
  return ['open', 'seal'].flatMap((direction) => {
    const short = micros(direction, 100);
    const long = micros(direction, 1_048_576);
    if (short === undefined || long === undefined) return [];
    const share = long.native.median / long.fast.median;
    return [
      row(`${direction} 100 bytes in at most 0.5 µs`, `${short.fast.median.toFixed(2)} µs`, short.fast.median <= 0.5),
      row(`${direction} 1 MiB at 90 % of node:crypto`, formatPercent(share), share >= 0.9),
    ];
  });
}

function keyRows(packets) {
  const keys = packets.find((each) => each.keys !== undefined)?.keys;
  if (keys === undefined) return [];
  return ['initiator', 'responder'].map((role) => {
    const perSecond = 1e6 / keys[role].median;
    return row(`1000 key exchanges per second as ${role}`, formatNumber(perSecond), perSecond >= 1000);
  });
}

function streamRows(transport) {
  const rateOf = (stream, candidate) =>
    transport.find((each) => each.stream === stream && each.candidate === candidate)?.messagesPerSecond;
  return ['relay', 'blocks', 'small'].flatMap((stream) => {
    const [v1, v2, btcd] = ['rxpeerV1', 'rxpeerV2', 'btcdV2'].map((candidate) => rateOf(stream, candidate));
    if (v1 === undefined || v2 === undefined || btcd === undefined) return [];
    return [
      row(`${stream} by v2 at 95 % of v1`, formatPercent(v2 / v1), v2 / v1 >= 0.95),
      row(`${stream} by v2 at twice btcd's v2`, `${(v2 / btcd).toFixed(2)} x`, v2 / btcd >= 2),
    ];
  });
}

function row(target, measured, isMet) {
  return [target, measured, isMet ? 'yes' : 'MISSED'];
}
