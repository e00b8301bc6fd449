import type { LastMessage } from './lastMessages.js';

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
  /** The last message from the peer, its time in whole milliseconds; absent before the first. */
  readonly lastReceived?: LastMessage;
  /** The last message to the peer, its time in whole milliseconds; absent before the first. */
  readonly lastSent?: LastMessage;
  /** The number of stored questions, of ours and of the peer, that got no good answer; at most MAX_MISSED_EXCHANGES. */
  readonly missed: number;
  /** The network group as a prefix, such as `20.1.0.0/16`: addresses of one group may belong to one owner. */
  readonly group: string;
}
