// Ours beside Go where btcd was not measured along with it: btcd's published figures, scaled by a yardstick that both know.
import { percent, short, table } from '../table.mjs';

/** On the machine of the publication: messages or megabytes a second. */
const PUBLISHED = [
  { stream: 'relay', what: 'messagesPerSecond', unit: 'messages/s', memory: 567e3, socket: 217e3, bsvP2p: 127e3 },
  { stream: 'blocks', what: 'megabytesPerSecond', unit: 'MB/s', memory: 538, socket: 412, bsvP2p: 63 },
  { stream: 'headers', what: 'megabytesPerSecond', unit: 'MB/s', memory: 592, socket: undefined, bsvP2p: 93 },
  // No figure of bsv-p2p's is published for it; relay traffic is the nearest.
  {
    stream: 'small',
    what: 'messagesPerSecond',
    unit: 'messages/s',
    memory: 1.84e6,
    socket: 232e3,
    yardstick: 'relay',
    bsvP2p: 127e3,
  },
];

export function estimateTable({ decode = [], endToEnd = [] }) {
  if (endToEnd.some(({ candidate, skipped }) => candidate === 'btcd' && skipped === undefined))
    return measuredTable(endToEnd);
  const rows = PUBLISHED.flatMap((published) => {
    const { stream, what, unit, yardstick = stream } = published;
    const theirs = decode.find((row) => row.stream === yardstick && row.candidate === 'bsvP2p');
    if (theirs === undefined) return [];
    const scale = theirs[what] / published.bsvP2p;
    const from = (rows, place) => {
      const ours = rows.find((row) => row.stream === stream && row.candidate === 'rxpeerMaterialised');
      if (published[place] === undefined || ours === undefined) return [];
      const go = published[place] * scale;
      return [[stream, place, `${short(ours[what])} ${unit}`, `${short(go)} ${unit}`, percent(ours[what] / go)]];
    };
    return [...from(decode, 'memory'), ...from(endToEnd, 'socket')];
  });
  const text = table('Beside Go, an estimate', ['stream', 'from', 'rxpeer, all made', 'btcd', 'rxpeer is'], rows);
  return `${text}
An estimate through a common yardstick: btcd's published figures, times what bsv-p2p does here of what it does in the same publication. Two
machines that differ in more than speed make it wrong, and small is measured by relay's yardstick.
`;
}

function measuredTable(endToEnd) {
  const rows = endToEnd
    .filter(({ candidate }) => candidate === 'btcd')
    .filter(({ skipped }) => skipped === undefined)
    .flatMap((btcd) =>
      [
        ['memory', 'memoryMessagesPerSecond'],
        ['socket', 'messagesPerSecond'],
      ].map(([place, figure]) => {
        const share = (name) => {
          const ours = endToEnd.find(({ stream, candidate }) => stream === btcd.stream && candidate === name);
          return percent(ours[figure] / btcd[figure]);
        };
        return [btcd.stream, place, short(btcd[figure]), share('rxpeer'), share('rxpeerMaterialised')];
      }),
    );
  const head = ['stream', 'from', 'btcd, messages/s', 'rxpeer is', 'rxpeer, all made, is'];
  return `${table('Beside Go', head, rows)}
Measured in the same turns, by processor time: btcd's wire and peer packages, see \`bench/go/\`.
`;
}
