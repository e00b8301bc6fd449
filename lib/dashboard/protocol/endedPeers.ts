/** The number of ended connections that are listed; beyond it the oldest is dropped. */
export const MAX_ENDED_PEERS = 200;

/** A connection that has ended: why, and its final figures. */
export interface EndedPeerRow {
  /** Counts the rows from 1. */
  readonly number: number;
  /** The id of the peer; absent if only the address of a failed connection is known. */
  readonly peer?: number;
  /** The name of the monitor that had the connection; absent if the program had it itself. */
  readonly monitor?: string;
  /** `host:port`, escaped and cut after 300 characters. */
  readonly address: string;
  /** `inbound` if the remote opened the connection. */
  readonly direction: 'inbound' | 'outbound';
  /** True if the handshake had completed. */
  readonly wasReady: boolean;
  /** Absent if only the address is known. */
  readonly figures?: EndedPeerFigures;
  /** When it ended: time of day, in milliseconds since 1970. */
  readonly endedAtMs: number;
  /** Why it ended. */
  readonly reason: EndReason;
  /** Present if the pool avoids the host now. */
  readonly avoided?: AvoidedNow;
}

/** The last figures of a connection. Values that were never known are absent. */
export interface EndedPeerFigures {
  /** When the connection was opened, in milliseconds since 1970. */
  readonly startedAtMs?: number;
  /** The transport version: 1 is plaintext, 2 is encrypted (BIP324). */
  readonly transport?: 1 | 2;
  /** The user agent of the remote, escaped. */
  readonly userAgent?: string;
  /** The protocol version of the remote. */
  readonly version?: number;
  /** The names of its service bits, at most 64; a bit without a name as `bit 24`. */
  readonly services: readonly string[];
  /** The greatest block height that it has shown to have. */
  readonly height?: number;
  /** Its clock minus ours, in seconds. */
  readonly timeOffsetSeconds?: number;
  /** Bytes of frames that arrived. */
  readonly receivedBytes: number;
  /** Messages that arrived. */
  readonly receivedMessages: number;
  /** Bytes of frames that were sent. */
  readonly sentBytes: number;
  /** Messages that were sent. */
  readonly sentMessages: number;
  /** The command of the last message that arrived. */
  readonly lastCommand?: string;
  /** Errors that did not end the connection. */
  readonly faults: number;
  /** The last round trip of a ping, in milliseconds. */
  readonly lastRoundTripMs?: number;
}

/** Why a connection has ended. */
export interface EndReason {
  /** Which side closed it; `fault` if an error ended it. */
  readonly by: 'local' | 'remote' | 'fault';
  /** The class of the error, such as `RemoteProtocolError`; empty without an error. */
  readonly blame: string;
  /** The code of the error, such as `BAD_CHECKSUM`; empty without an error. */
  readonly code: string;
  /** The reason as a sentence, escaped, at most 400 characters. */
  readonly text: string;
  /** True if the policy counts it as misbehaviour: the pool then discourages the host. */
  readonly isMisbehaviour: boolean;
}

/** The state of a host that the pool avoids now. */
export interface AvoidedNow {
  /** `discouraged`: by the pool, for misbehaviour. `banned`: by the user. */
  readonly kind: 'discouraged' | 'banned';
  /** The end, in milliseconds since 1970. */
  readonly untilMs: number;
}
