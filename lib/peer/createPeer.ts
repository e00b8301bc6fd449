import { isObservable, type Observable, type ObservableInput } from 'rxjs';
import { show } from '../base/show.js';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import { invalidOption } from '../base/optionChecks.js';
import { DuplexPeer, type PeerOwner } from './duplexPeer.js';
import type { EvictionCriteria } from './stats/peerCounters.js';
import type { PeerOptions } from './peerOptions.js';
import { replayRole } from './replay/replayRole.js';
import type { CloseReason } from './closeReason.js';
import type { Peer } from './peer.js';
import type { PeerTransport } from './peerTransport.js';
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

/** A peer whose owner may evict it. */
export interface OwnedPeer extends Peer {
  evictionCriteria(): EvictionCriteria;
}

function requireDuplex(duplex: unknown): void {
  const { chunk$, write } = (duplex ?? {}) as Partial<Record<keyof Duplex, unknown>>;
  if (isObservable(chunk$) && typeof write === 'function') return;
  invalidOption('duplex', `Duplex expected, got ${show(duplex)}`);
}

/** Creates one of many peers with the same settings; the owner is notified of the peer's states. */
export function createOwnedPeer(duplex: Duplex, settings: PeerSettings, owner?: PeerOwner): OwnedPeer {
  return new DuplexPeer(duplex, settings, owner);
}

/**
 * The messages of a peer that `createOwnedPeer` returned, with backpressure: as `peer.consume()`, but messages of all commands if
 * `command` is undefined.
 */
export function consumeAny(
  peer: Peer,
  command: string | undefined,
  project: (message: Message) => ObservableInput<never>,
): Observable<never> {
  return (peer as unknown as DuplexPeer).consumeAny(command, project);
}

/** The peer of a recording. */
export interface ReplayedPeer {
  readonly peer: Peer;
  /** Ends the peer for this reason, after everything that was recorded before. */
  readonly end: (reason: CloseReason) => void;
}

/**
 * Creates a peer that replays a recording: `duplex` emits the bytes of the remote, `sentBytes$` the bytes of the recorded side. All
 * streams emit the same values as those of the live peer. Messages sent by the application are dropped.
 *
 * @param id the id of the peer. Undefined: the next free id of the process
 */
export function createReplayedPeer(
  duplex: Duplex,
  sentBytes$: Observable<Uint8Array>,
  options: PeerOptions,
  transport: PeerTransport = { version: 1 },
  id?: number,
): ReplayedPeer {
  const peer = new DuplexPeer(duplex, peerSettings(options), undefined, replayRole(sentBytes$, transport, id));
  return { peer, end: (reason) => peer.end(reason) };
}
