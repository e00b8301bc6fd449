// What was asked for, each with what the figures say of it.
import { percent, short } from '../table.mjs';

/**
 * @typedef {object} Measured
 * @property {string} [unread] with the lists of messages made when they are read
 * @property {string} [made] with everything made
 * @property {boolean} met
 * @property {string} [but] what it is not met for
 */

/** @type {{ target: string, measure: (sections: object) => Measured | undefined }[]} undefined where the figures are missing */
export const TARGETS = [
  faster('relay', 2.5, 'bsvP2p', 'bsv-p2p'),
  faster('legacy', 3, 'bitcoinProtocol', 'bitcoin-protocol'),
  faster('small', 5, 'bitcoinProtocol', 'bitcoin-protocol'),
  faster('headers', 3.5, 'bsvP2p', 'bsv-p2p'),
  faster('blocks', 5, 'bsvP2p', 'bsv-p2p'),
  {
    target: 'relay end to end at least 85 % of decoding from memory',
    measure({ endToEnd }) {
      const [unread, made] = bothOf(endToEnd, 'relay').map((row) => row?.share.median);
      return judged(unread, made, (share) => share >= 0.85, percent);
    },
  },
  {
    target: 'at most 130 MiB of memory on every stream, from memory and end to end',
    measure({ decode = [], endToEnd = [] }) {
      const peak = (name) => {
        const peaks = [...decode, ...endToEnd].filter(({ candidate }) => candidate === name);
        return peaks.length === 0 ? undefined : Math.max(...peaks.map(({ peakMebibytes }) => peakMebibytes));
      };
      return judged(peak('rxpeer'), peak('rxpeerMaterialised'), (mebibytes) => mebibytes <= 130, mebibytesText);
    },
  },
  {
    target: 'an idle peer of 5000, pinged, at most 20 KB of resident memory',
    measure({ peers }) {
      const idle = idleOf(peers, 5000);
      if (idle?.bytesEach === undefined) return undefined;
      const text = `${(idle.bytesEach / 1000).toFixed(1)} KB (a bare socket ${(idle.bareBytesEach / 1000).toFixed(1)} KB)`;
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
    target: 'at least 3000 handshakes a second',
    measure({ peers }) {
      const row = peers?.find(({ what }) => what === 'handshakes');
      if (row === undefined) return undefined;
      const [cpu, clock] = [row.perSecond.median, row.perClockSecond.median];
      return {
        unread: `${short(cpu)} of processor time, ${short(clock)} by the clock`,
        met: cpu >= 3000,
        ...(clock < 3000 && { but: 'not by the clock' }),
      };
    },
  },
];

function faster(stream, times, than, label) {
  return {
    target: `${stream} from memory at least ${times} x ${label}`,
    measure({ decode }) {
      const theirs = decode?.find((row) => row.stream === stream && row.candidate === than)?.messagesPerSecond;
      const [unread, made] = bothOf(decode, stream).map((row) => row && row.messagesPerSecond / theirs);
      return theirs === undefined ? undefined : judged(unread, made, (ratio) => ratio >= times, timesText);
    },
  };
}

/** Ours that looks at nothing in a message, and ours that has all of it made. */
function bothOf(rows = [], stream) {
  return ['rxpeer', 'rxpeerMaterialised'].map((name) =>
    rows.find((row) => row.stream === stream && row.candidate === name),
  );
}

/** Met is what holds with everything made. */
function judged(unread, made, isMet, text) {
  if (unread === undefined || made === undefined) return undefined;
  const met = isMet(unread) && isMet(made);
  return {
    unread: text(unread),
    made: text(made),
    met,
    ...(!met && isMet(unread) && { but: 'parts unread it is' }),
    ...(!met && isMet(made) && { but: 'all made it is' }),
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
