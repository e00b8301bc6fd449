// rxpeer compared with btcd. If btcd was not measured in the same run: an estimate from published figures, scaled by bsv-p2p's figures in both.
import { formatNumber, formatPercent, formatTable } from '../table.mjs';

/** Messages or megabytes per second on the machine of the publication. */
const PUBLISHED = [
  { stream: 'relay', what: 'messagesPerSecond', unit: 'messages/s', memory: 567e3, socket: 217e3, bsvP2p: 127e3 },
  { stream: 'blocks', what: 'megabytesPerSecond', unit: 'MB/s', memory: 538, socket: 412, bsvP2p: 63 },
  { stream: 'headers', what: 'megabytesPerSecond', unit: 'MB/s', memory: 592, socket: undefined, bsvP2p: 93 },
  // The publication has no figure of bsv-p2p for this stream; relay is the most similar one.
  {
    stream: 'small',
    what: 'messagesPerSecond',
    unit: 'messages/s',
    memory: 1.84e6,
    socket: 232e3,
    referenceStream: 'relay',
    bsvP2p: 127e3,
  },
];

export function btcdTable({ decode = [], endToEnd = [] }) {
  if (endToEnd.some(({ candidate, skipped }) => candidate === 'btcd' && skipped === undefined))
    return measuredTable(endToEnd);
  const rows = PUBLISHED.flatMap((published) => {
    const { stream, what, unit, referenceStream = stream } = published;
    const reference = decode.find((row) => row.stream === referenceStream && row.candidate === 'bsvP2p');
    if (reference === undefined) return [];
    const scale = reference[what] / published.bsvP2p;
    const from = (measured, source) => {
      const ours = measured.find((row) => row.stream === stream && row.candidate === 'rxpeerReadAll');
      if (published[source] === undefined || ours === undefined) return [];
      const btcd = published[source] * scale;
      return [
        [
          stream,
          source,
          `${formatNumber(ours[what])} ${unit}`,
          `${formatNumber(btcd)} ${unit}`,
          formatPercent(ours[what] / btcd),
        ],
      ];
    };
    return [...from(decode, 'memory'), ...from(endToEnd, 'socket')];
  });
  const head = ['stream', 'source', 'rxpeer, all read', 'btcd', 'rxpeer / btcd'];
  return `${formatTable('Compared with btcd (Go), estimated', head, rows)}
Estimated from btcd's published figures, multiplied by the ratio of bsv-p2p's figure here to its figure in the same publication. The estimate is
wrong if the two machines differ in more than speed. For small, the figures of bsv-p2p are those for relay.
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
      ].map(([source, figure]) => {
        const share = (name) => {
          const ours = endToEnd.find(({ stream, candidate }) => stream === btcd.stream && candidate === name);
          return formatPercent(ours[figure] / btcd[figure]);
        };
        return [btcd.stream, source, formatNumber(btcd[figure]), share('rxpeerUnread'), share('rxpeerReadAll')];
      }),
    );
  const head = ['stream', 'source', 'btcd, messages/s', 'rxpeer, unread, / btcd', 'rxpeer, all read, / btcd'];
  return `${formatTable('Compared with btcd (Go)', head, rows)}
Measured in the same rounds, by processor time, with btcd's packages wire and peer: see \`bench/go/\`.
`;
}
