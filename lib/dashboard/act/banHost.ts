import { remoteHostOf } from '../../address/remoteHost.js';
import { timeText } from '../../base/timeText.js';
import type { Pool } from '../../pool/pool.js';
import { boundedText } from '../collect/boundedText.js';
import { MAX_BAN_REASON_CHARACTERS, type ActionResult } from '../protocol/action.js';
import { done, refused } from './actionResult.js';
import type { BanActionOptions } from './actions.js';
import type { CloseNotes } from './closeNotes.js';

const DAY_MS = 86_400_000;
/** Characters of a host in a text. */
const MAX_HOST_CHARACTERS = 300;

/** What a ban uses. */
export interface BanContext {
  pool: Pick<Pool, 'ban'>;
  /** The peers of the pool. The peers of the host are closed. */
  peers: readonly { readonly id: number; readonly address: string }[];
  notes: CloseNotes;
  /** Time of day. */
  nowMs: number;
}

/**
 * Bans a host and closes its peers. Refuses loopback and private networks. Errors like `pool.ban()`: LocalProtocolError for a text that is
 * not a host, a host that the user named, and a ban of more than 100 years.
 */
export function banHost(
  text: string,
  { reason = '', untilMs }: BanActionOptions,
  { notes, nowMs, peers, pool }: BanContext,
): ActionResult {
  const { hostKey, isPrivate } = remoteHostOf(text.replace(/\/64$/, ''));
  if (isPrivate) {
    const why = 'it is loopback, or in a private network, where several peers or a proxy share one address';
    return refused(`${shown(text)} cannot be banned: ${why}.`);
  }
  const durationMs = untilMs === undefined ? DAY_MS : Math.round(untilMs - nowMs);
  if (durationMs < 1) return refused(`The end of the ban is in the past: ${timeText(untilMs!)}.`);
  const note = reason.slice(0, MAX_BAN_REASON_CHARACTERS);
  const closing = peers.filter(({ address }) => remoteHostOf(address).hostKey === hostKey);
  for (const { id } of closing) notes.set(id, `the user banned its host${note === '' ? '' : ` (${note})`}`);
  try {
    pool.ban(text, { durationMs, reason: note });
  } catch (error) {
    for (const { id } of closing) notes.delete(id);
    throw error;
  }
  const closed = closing.length === 1 ? 'one connection' : `${closing.length} connections`;
  return done(`Banned ${shown(hostKey)} until ${timeText(nowMs + durationMs)}, and closed ${closed} to it.`);
}

function shown(host: string): string {
  return boundedText(host, MAX_HOST_CHARACTERS);
}
