/**
 * The messages between the program and the page, each one JSON text on a WebSocket. This file imports nothing, so that both sides can
 * share it.
 *
 * The page sends requests: which connection it shows (`WatchRequest`, the newest replaces the one before), and for the fields of one
 * message (`DetailsRequest`). The program sends updates, at most five per second. Each update contains everything that is new since the
 * previous update to this page, so a page that reads slowly gets fewer updates and misses nothing that is still stored.
 */

/** Pages that may be open at the same time. */
export const MAX_PAGES = 16;

/** Closes a page's WebSocket if MAX_PAGES others are open: "Try Again Later" (IANA, WebSocket Close Code Number Registry). */
export const PAGES_FULL_CODE = 1013;

/** Lines of a sequence that are stored and shown, at most. */
export const MAX_SEQUENCE_LINES = 1000;

/** Program to page. Parts that have not changed are absent. */
export interface Update {
  readonly overview?: Overview;
  readonly rates?: Rates;
  readonly sequence?: SequenceUpdate;
  readonly details?: Details;
}

/** Page to program. */
export type PageRequest = WatchRequest | DetailsRequest;

/** Page to program: send the messages of this connection. */
export interface WatchRequest {
  readonly kind: 'watch';
  /** The id of the peer; null stops the messages. */
  readonly peer: number | null;
  /** The number of the last line that the page has; 0: none. */
  readonly after: number;
}

/** Page to program: send all fields of this message. */
export interface DetailsRequest {
  readonly kind: 'details';
  /** The id of the peer. */
  readonly peer: number;
  /** The number of the message's line. */
  readonly line: number;
}

/** The state of the pool and its peers. */
export interface Overview {
  /** The program's clock, milliseconds since 1970. */
  readonly atMs: number;
  /** When the program started: differs after a restart of the program, and is the same after a reconnection. */
  readonly startedAtMs: number;
  /** The name of the network. */
  readonly network: string;
  readonly pool: PoolFigures;
  /** Received from all peers, disconnected ones included. */
  readonly received: TrafficFigures;
  /** Sent to all peers, disconnected ones included. */
  readonly sent: TrafficFigures;
  readonly peers: readonly PeerRow[];
  /** Newest first, at most 12. */
  readonly blocks: readonly PropagationRow[];
  /** Newest first, at most 12. */
  readonly transactions: readonly PropagationRow[];
  /** Newest first, at most 50. */
  readonly problems: readonly ProblemRow[];
  /** Discouraged and banned hosts, newest first, at most 12. */
  readonly avoided: readonly AvoidedRow[];
  /** The monitors whose peers are shown, in the order of their names, at most 1000; none if the program has the connections itself. */
  readonly monitors: readonly MonitorRow[];
}

/** A monitor: another process that has connections and publishes what it sees. */
export interface MonitorRow {
  /** Its name, cut after 64 characters. */
  readonly name: string;
  /** False if it has ended, or is silent. */
  readonly isAlive: boolean;
  /** The number of its ready peers. */
  readonly peers: number;
  /** When it was started, milliseconds since 1970; absent while it is not known. */
  readonly startedAtMs?: number;
  /** The version of rxpeer that it runs; absent while it is not known. */
  readonly version?: string;
  /** Messages and events that arrived from it. */
  readonly receivedRecords: number;
  /** Messages and events that were lost on the way. */
  readonly lostRecords: number;
  /** Messages that it dropped itself. */
  readonly droppedMessages: number;
  /** Its clock minus ours. */
  readonly clockOffsetMs: number;
}

/** A host that the pool avoids, and the reason. */
export interface AvoidedRow {
  readonly host: string;
  readonly kind: 'discouraged' | 'banned';
  /** The code of the error that ended its peer; `MANUAL` for a ban. */
  readonly code: string;
  /** The message of the error, or the reason that was given for the ban. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly untilMs: number;
}

/** Numbers of connections and addresses of the pool. */
export interface PoolFigures {
  readonly inbound: number;
  readonly outbound: number;
  /** Connections that are being opened. */
  readonly connecting: number;
  /** Addresses that we have not connected to yet. */
  readonly freshAddresses: number;
  /** Addresses that we have connected to. */
  readonly triedAddresses: number;
  readonly discouragedAddresses: number;
  readonly bannedAddresses: number;
}

/** Numbers of messages and bytes. */
export interface Figures {
  readonly messages: number;
  readonly bytes: number;
}

/** Figures in total and by command. */
export interface TrafficFigures extends Figures {
  readonly byCommand: Readonly<Record<string, Figures>>;
}

/** A connected peer. */
export interface PeerRow {
  readonly id: number;
  /** The name of the monitor that has the connection; absent if the program has it itself. */
  readonly monitor?: string;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  /** The transport version: 1 is plaintext, 2 is encrypted (BIP324). */
  readonly transport: 1 | 2;
  readonly userAgent: string;
  /** The greatest block height that the peer has shown to have; 0 if unknown. */
  readonly height: number;
  /** The names of its service bits; a bit without a name as `bit 24`. */
  readonly services: readonly string[];
  /** The lower of both sides' versions. */
  readonly protocolVersion: number;
  /** The negotiated features, in short words. */
  readonly features: readonly string[];
  /** The latest round-trip times, the newest at the end, at most 30. */
  readonly roundTripsMs: readonly number[];
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly sentMessages: number;
  /** When the connection was opened, milliseconds since 1970. */
  readonly startedAtMs: number;
  /** The remote's clock minus ours. */
  readonly timeOffsetSeconds: number;
  /** The number of faults of the peer. */
  readonly faults: number;
}

/** How a block or a transaction propagates through the peers. */
export interface PropagationRow {
  readonly hash: string;
  /** When the first peer announced it, milliseconds since 1970. */
  readonly firstAtMs: number;
  /** The id of the peer that announced it first. */
  readonly firstPeer: number;
  readonly firstAddress: string;
  /** The monitor of the peer that announced it first; absent if the program has the connection itself. */
  readonly firstMonitor?: string;
  /** The number of the `connected` peers that have announced it. */
  readonly seen: number;
  /** The number of peers that were connected when it was announced first. */
  readonly connected: number;
  /** The time until 50 % of the peers had announced it; absent until then. */
  readonly to50Ms?: number;
  /** The time until 90 % of the peers had announced it; absent until then. */
  readonly to90Ms?: number;
}

/** A fault of a peer, a connection that ended, or one that could not be opened. */
export interface ProblemRow {
  /** Counts the rows from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly kind: 'fault' | 'lost' | 'failed';
  /** Empty for a fault of the program itself. */
  readonly address: string;
  /** The id of the peer; absent if the connection could not be opened. */
  readonly peer?: number;
  /** The name of the monitor; absent if the program has the connection itself. */
  readonly monitor?: string;
  /** The class of the error, or which side closed the connection. */
  readonly blame: string;
  /** The code of the error; empty if there was none. */
  readonly code: string;
  readonly text: string;
}

/** Rates by command, one point per second. */
export interface Rates {
  readonly points: readonly RatePoint[];
}

/** The rates at one time. */
export interface RatePoint {
  /** Counts the points from 1. */
  readonly number: number;
  readonly atMs: number;
  /** Messages and bytes per second, by command. */
  readonly received: Readonly<Record<string, readonly [messages: number, bytes: number]>>;
  /** Messages and bytes per second, by command. */
  readonly sent: Readonly<Record<string, readonly [messages: number, bytes: number]>>;
}

/** New lines of the sequence of one connection. */
export interface SequenceUpdate {
  /** The id of the peer. */
  readonly peer: number;
  readonly lines: readonly SequenceLine[];
  /** The program has no sequence of this peer: it was evicted, or there was no such peer. */
  readonly isUnknown?: true;
  /** The connection has ended. */
  readonly isClosed?: true;
}

/** One message of a connection. */
export interface SequenceLine {
  /** Counts the lines of a connection from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly direction: 'received' | 'sent';
  readonly command: string;
  /** The message in a few words. */
  readonly summary: string;
  /** The size of the frame: header and payload. */
  readonly sizeBytes: number;
  /** For an answer: the line of its request (if it answers several, of the first one), and the time between both. */
  readonly answers?: { readonly line: number; readonly tookMs: number };
  /** The payload cannot be decoded. */
  readonly isUnreadable?: true;
}

/** The answer to a DetailsRequest. */
export interface Details {
  readonly peer: number;
  readonly line: number;
  /** The message as indented JSON; absent if it is not available. */
  readonly json?: string;
  /** True if parts of the message were left out because it is too large. */
  readonly isCut?: boolean;
  /** Why there is no JSON. */
  readonly missingReason?: string;
}
