// The targets, each with a function that finds its figures.
import { formatNumber, formatPercent } from '../table.mjs';

/**
 * @typedef {object} Measured
 * @property {string} unread the figure with subscribers that read no field
 * @property {string} [readAll] the figure with subscribers that read every field
 * @property {boolean} met
 * @property {string} [note] a restriction of the verdict
 */

/** @type {{ target: string, measure: (sections: object) => Measured | undefined }[]} undefined if the figures are missing */
export const TARGETS = [
  faster('relay', 2.5, 'bsvP2p', 'bsv-p2p'),
  faster('legacy', 3, 'bitcoinProtocol', 'bitcoin-protocol'),
  faster('small', 5, 'bitcoinProtocol', 'bitcoin-protocol'),
  faster('headers', 3.5, 'bsvP2p', 'bsv-p2p'),
  faster('blocks', 5, 'bsvP2p', 'bsv-p2p'),
  {
    target: 'relay end to end at least 85 % of decoding from memory',
    measure({ endToEnd }) {
      const [unread, readAll] = bothOf(endToEnd, 'relay').map((row) => row?.share.median);
      return judge(unread, readAll, (share) => share >= 0.85, formatPercent);
    },
  },
  {
    target: 'at most 130 MiB of memory on every stream, from memory and end to end',
    measure({ decode = [], endToEnd = [] }) {
      const peak = (name) => {
        const peaks = [...decode, ...endToEnd].filter(({ candidate }) => candidate === name);
        return peaks.length === 0 ? undefined : Math.max(...peaks.map(({ peakMebibytes }) => peakMebibytes));
      };
      return judge(peak('rxpeerUnread'), peak('rxpeerReadAll'), (mebibytes) => mebibytes <= 130, mebibytesText);
    },
  },
  {
    target: 'an idle peer of 5000, with pings, at most 20 KB of resident memory',
    measure({ peers }) {
      const idle = idleOf(peers, 5000);
      if (idle?.bytesEach === undefined) return undefined;
      const text = `${(idle.bytesEach / 1000).toFixed(1)} KB (a raw socket ${(idle.bareBytesEach / 1000).toFixed(1)} KB)`;
      return { unread: text, met: idle.bytesEach <= 20_000 };
    },
  },
  {
    target: '10,000 peers, all answering',
    measure({ peers }) {
      const idle = idleOf(peers, 10_000);
      if (idle?.skipped !== undefined) return { unread: `skipped: ${idle.skipped}`, met: false };
      if (idle?.answered === undefined) return undefined;
      return { unread: `${idle.answered} answered`, met: idle.answered >= 10_000 };
    },
  },
  {
    target: 'at least 3000 handshakes per second',
    measure({ peers }) {
      const row = peers?.find(({ what }) => what === 'handshakes');
      if (row === undefined) return undefined;
      const [cpu, clock] = [row.perSecond.median, row.perClockSecond.median];
      return {
        unread: `${formatNumber(cpu)} of processor time, ${formatNumber(clock)} by wall clock`,
        met: cpu >= 3000,
        ...(clock < 3000 && { note: 'but not by wall clock' }),
      };
    },
  },
];

function faster(stream, times, than, label) {
  return {
    target: `${stream} from memory at least ${times} x ${label}`,
    measure({ decode }) {
      const theirs = decode?.find((row) => row.stream === stream && row.candidate === than)?.messagesPerSecond;
      const [unread, readAll] = bothOf(decode, stream).map((row) => row && row.messagesPerSecond / theirs);
      return theirs === undefined ? undefined : judge(unread, readAll, (ratio) => ratio >= times, timesText);
    },
  };
}

/** The rows of rxpeer: subscribers that read no field, and subscribers that read every field. */
function bothOf(rows = [], stream) {
  return ['rxpeerUnread', 'rxpeerReadAll'].map((name) =>
    rows.find((row) => row.stream === stream && row.candidate === name),
  );
}

/** A target is met if both figures meet it. */
function judge(unread, readAll, isMet, format) {
  if (unread === undefined || readAll === undefined) return undefined;
  const met = isMet(unread) && isMet(readAll);
  return {
    unread: format(unread),
    readAll: format(readAll),
    met,
    ...(!met && isMet(unread) && { note: 'met if no field is read' }),
    ...(!met && isMet(readAll) && { note: 'met if every field is read' }),
  };
}

function idleOf(rows = [], peers) {
  return rows.find((row) => row.what === 'idle' && row.peers === peers);
}

function timesText(ratio) {
  return `${ratio.toFixed(2)} x`;
}

function mebibytesText(mebibytes) {
  return `${Math.ceil(mebibytes)} MiB`;
}
