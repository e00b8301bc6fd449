import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import * as format from '../../parts/format.js';

/** The state of a peer as a sentence: connected since when, or ended when and why. */
export function peerSentence(row: PeerRow | undefined, ended: EndedPeerRow | undefined, nowMs: number): string {
  if (row !== undefined) {
    const who = row.direction === 'outbound' ? 'We dialled it' : 'It dialled us';
    return `Connected since ${format.exactClock(row.startedAtMs)}, for ${format.duration(nowMs - row.startedAtMs)}. ${who}.`;
  }
  if (ended === undefined) return '';
  const { avoided, endedAtMs, figures, reason, wasReady } = ended;
  const at = format.exactClock(endedAtMs);
  const lasted = figures?.startedAtMs === undefined ? '' : ` after ${format.duration(endedAtMs - figures.startedAtMs)}`;
  const what = wasReady ? `The connection ended at ${at}${lasted}.` : `The handshake failed at ${at}${lasted}.`;
  const avoids =
    avoided === undefined ? '' : ` The host is ${avoided.kind} until ${format.dateAndTime(avoided.untilMs)}.`;
  return `${what} ${reason.text}${avoids}`;
}
