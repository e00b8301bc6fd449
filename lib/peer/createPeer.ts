import { isObservable, type Observable } from 'rxjs';
import { show } from '../base/show.js';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import { invalidOption } from '../base/optionChecks.js';
import { DuplexPeer, type PeerOwner } from './duplexPeer.js';
import type { PeerStanding } from './stats/peerCounters.js';
import type { PeerOptions } from './peerOptions.js';
import { replayRole } from './replay/replayRole.js';
import type { CloseReason, Peer } from './peer.js';
import { peerSettings, type PeerSettings } from './peerSettings.js';

/**
 * A peer over any transport. Nothing is read or written until `start()`.
 *
 * Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option.
 */
export function createPeer<Msg extends Message = Message>(duplex: Duplex, options: PeerOptions<Msg>): Peer<Msg> {
  requireDuplex(duplex);
  return new DuplexPeer(duplex, peerSettings(options)) as unknown as Peer<Msg>;
}

/** A peer as those see it that accept many connections. */
export interface OwnedPeer extends Peer {
  standing(): PeerStanding;
}

function requireDuplex(duplex: unknown): void {
  const { chunk$, write } = (duplex ?? {}) as Partial<Record<keyof Duplex, unknown>>;
  if (isObservable(chunk$) && typeof write === 'function') return;
  invalidOption('duplex', `Duplex expected, got ${show(duplex)}`);
}

/** The same for one of many peers with the same settings; the owner is notified of the peer's states. */
export function createOwnedPeer(duplex: Duplex, settings: PeerSettings, owner?: PeerOwner): OwnedPeer {
  return new DuplexPeer(duplex, settings, owner);
}

/** A peer of a recording, and its end in the hand of who plays it. */
export interface ReplayedPeer {
  readonly peer: Peer;
  /** Ends the peer for this reason, behind all that was said before. */
  readonly end: (reason: CloseReason) => void;
}

/**
 * A peer that only hears: the remote by the duplex, our own side by `said$`. All its streams come out as a live peer's; what it is asked
 * to say goes nowhere. Its conversations are played for what they report.
 */
export function createReplayedPeer(duplex: Duplex, said$: Observable<Uint8Array>, options: PeerOptions): ReplayedPeer {
  const peer = new DuplexPeer(duplex, peerSettings(options), undefined, replayRole(said$));
  return { peer, end: (reason) => peer.end(reason) };
}
