import type { ClockScheduler } from '../../base/clock.js';
import type { PeerError } from '../../base/errors.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type { Peer } from '../../peer/peer.js';
import type { Traffic } from '../../peer/streams/traffic.js';
import type { Exchange } from '../../protocol/exchanges/exchange.js';
import type { RoundTrip } from '../../protocol/runtime/outcome.js';

/** The peer of an event: a peer of this process, or one of another machine that `fromNats` shows. */
export type ExportedPeer = Pick<
  Peer,
  'id' | 'address' | 'direction' | 'network' | 'transport' | 'protocolVersion' | 'local' | 'remote' | 'stats'
> & {
  /** The source of the times of the peer's events. */
  readonly scheduler: Pick<ClockScheduler, 'now' | 'wallMs'>;
  /** The name of the monitor that has the connection; absent for a peer of this process. */
  readonly monitor?: string;
};

/** An event of a connection, as `exportEvents` emits it for servers, files and other programs. */
export type ExportEvent =
  ExportedMessage | ExportedJoin | ExportedEnd | ExportedFailure | ExportedFault | ExportedPing | ExportedExchange;

/** A message was received or sent. */
export interface ExportedMessage {
  /** The kind of event. */
  readonly kind: 'message';
  /** When it was received or sent: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The peer that sent or received it. */
  readonly peer: ExportedPeer;
  /** The message with its direction, command, size and payload. */
  readonly traffic: Traffic;
}

/** The handshake with a peer is complete. */
export interface ExportedJoin {
  /** The kind of event. */
  readonly kind: 'joined';
  /** When this was noticed: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The peer, whose `remote` is the version message that it sent. */
  readonly peer: ExportedPeer;
}

/** A peer whose handshake was complete has ended. */
export interface ExportedEnd {
  /** The kind of event. */
  readonly kind: 'left';
  /** When it ended: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The closed peer. */
  readonly peer: ExportedPeer;
  /** Why it has ended. */
  readonly reason: CloseReason;
}

/** A connection could not be opened, or its handshake failed. */
export interface ExportedFailure {
  /** The kind of event. */
  readonly kind: 'failed';
  /** When it failed: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** `host:port` of the remote. */
  readonly address: string;
  /** `outbound` if we dialled it. */
  readonly direction: 'inbound' | 'outbound';
  /** The peer whose handshake failed; absent for a connection of a pool, whose `failed$` names none. */
  readonly peer?: ExportedPeer;
  /** Why it has failed. */
  readonly error: PeerError;
}

/** An error that did not end the peer. */
export interface ExportedFault {
  /** The kind of event. */
  readonly kind: 'fault';
  /** When it happened: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The peer that it concerns. */
  readonly peer: ExportedPeer;
  /** The error. */
  readonly error: PeerError;
}

/** A ping was answered. */
export interface ExportedPing {
  /** The kind of event. */
  readonly kind: 'ping';
  /** When the pong arrived: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The peer that answered. */
  readonly peer: ExportedPeer;
  /** The ping and its pong. */
  readonly roundTrip: RoundTrip;
}

/** A question of either side has its outcome. */
export interface ExportedExchange {
  /** The kind of event. */
  readonly kind: 'exchange';
  /** When the outcome was known: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /** The peer that asked or was asked. */
  readonly peer: ExportedPeer;
  /** The question and its outcome. */
  readonly exchange: Exchange;
}
