/**
 * What the program and the page tell each other, each message one text of JSON on a WebSocket. This file imports nothing, so that both
 * sides share it.
 *
 * The page says what it looks at (`Watch`, the newest holds) and asks for a message (`AskDetails`). The program answers by updates, at
 * most ten a second, and each holds all that is new since the last one that this page was sent: a page that reads slowly gets fewer.
 */

/** Pages that may be open at a time. */
export const MAX_PAGES = 16;

/** The code by which a page's WebSocket is closed while MAX_PAGES others are open: "Try Again Later" (IANA's registry of close codes). */
export const PAGES_FULL_CODE = 1013;

/** Lines of a sequence that are kept and shown, at most. */
export const MAX_SEQUENCE_LINES = 1000;

/** Program to page. What has not changed is absent. */
export interface Update {
  readonly overview?: Overview;
  readonly curves?: Curves;
  readonly sequence?: SequencePart;
  readonly details?: Details;
}

export type Ask = Watch | AskDetails;

/** Page to program: show me this connection, or none; the last line that I have is `after`. */
export interface Watch {
  readonly ask: 'watch';
  readonly peer: number | null;
  readonly after: number;
}

/** Page to program: show me this message of that connection. */
export interface AskDetails {
  readonly ask: 'details';
  readonly peer: number;
  readonly line: number;
}

export interface Overview {
  /** By the program's clock, since 1970. */
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly network: string;
  readonly pool: PoolFigures;
  /** Of all peers, those that are gone too. */
  readonly received: TrafficFigures;
  readonly sent: TrafficFigures;
  readonly peers: readonly PeerRow[];
  /** Newest first, at most 12. */
  readonly blocks: readonly NewsRow[];
  /** Newest first, at most 12. */
  readonly transactions: readonly NewsRow[];
  /** Newest first, at most 50. */
  readonly troubles: readonly TroubleRow[];
  /** Discouraged and banned hosts, the newest first, at most 12. */
  readonly avoided: readonly AvoidedRow[];
}

/** A host that the pool avoids, and why. */
export interface AvoidedRow {
  readonly host: string;
  readonly kind: 'discouraged' | 'banned';
  /** The code of the error that ended its peer; `MANUAL` for a ban. */
  readonly code: string;
  /** The text of the error, or of the ban. */
  readonly text: string;
  readonly untilMs: number;
}

export interface PoolFigures {
  readonly inbound: number;
  readonly outbound: number;
  readonly connecting: number;
  readonly freshAddresses: number;
  readonly triedAddresses: number;
  readonly discouragedAddresses: number;
  readonly bannedAddresses: number;
}

export interface Figures {
  readonly messages: number;
  readonly bytes: number;
}

export interface TrafficFigures extends Figures {
  readonly byCommand: Readonly<Record<string, Figures>>;
}

export interface PeerRow {
  readonly id: number;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  readonly userAgent: string;
  /** The greatest height that it has told. */
  readonly height: number;
  /** By name; bits without one as `bit 24`. */
  readonly services: readonly string[];
  /** The lower of the two versions. */
  readonly protocolVersion: number;
  readonly features: readonly string[];
  /** The last ones, the newest at the end, at most 30. */
  readonly roundTripsMs: readonly number[];
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly sentMessages: number;
  readonly startedAtMs: number;
  /** The remote's clock less ours. */
  readonly timeOffsetSeconds: number;
  readonly faults: number;
}

/** A block or a transaction on its way. */
export interface NewsRow {
  readonly hash: string;
  readonly firstAtMs: number;
  readonly firstPeer: number;
  readonly firstAddress: string;
  /** How many of the `connected` peers have announced it. */
  readonly seen: number;
  readonly connected: number;
  readonly to50Ms?: number;
  readonly to90Ms?: number;
}

/** Something that went wrong, or a connection that ended. */
export interface TroubleRow {
  /** Numbers the rows, from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly kind: 'fault' | 'lost' | 'failed';
  readonly address: string;
  /** Absent where there never was a peer. */
  readonly peer?: number;
  /** Whose fault: the error's class, or who closed the connection. */
  readonly blame: string;
  readonly code: string;
  readonly text: string;
}

/** Rates, a point a second. */
export interface Curves {
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  /** Numbers the points, from 1. */
  readonly number: number;
  readonly atMs: number;
  /** Messages and bytes a second, by command. */
  readonly received: Readonly<Record<string, readonly [messages: number, bytes: number]>>;
  readonly sent: Readonly<Record<string, readonly [messages: number, bytes: number]>>;
}

/** New lines of the sequence of one connection. */
export interface SequencePart {
  readonly peer: number;
  readonly lines: readonly SequenceLine[];
  /** No longer there, or never was. */
  readonly isUnknown?: true;
  readonly isClosed?: true;
}

/** One message that went by. */
export interface SequenceLine {
  /** Numbers the lines of a connection, from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly direction: 'received' | 'sent';
  readonly command: string;
  readonly summary: string;
  readonly sizeBytes: number;
  /** The line of the question that this one answers, the first of several, and how long that took. */
  readonly answers?: { readonly line: number; readonly tookMs: number };
  /** True where its payload could not be read. */
  readonly isUnreadable?: true;
}

export interface Details {
  readonly peer: number;
  readonly line: number;
  /** The message as JSON, indented; absent where it is not kept any more. */
  readonly json?: string;
  /** True where the message was too large to be shown whole. */
  readonly isCut?: boolean;
  /** Why there is none. */
  readonly absence?: string;
}
