import type { Hash } from '../../codec/primitives.js';
import type { ClockScheduler } from '../../base/clock.js';
import type { RoundTrip } from '../../protocol/runtime/outcome.js';
import type { PeerTransport } from '../peerTransport.js';
import type { CommandState } from '../receive/commandState.js';

/** Traffic of one command in one direction. */
export interface CommandStats {
  /** The number of messages. */
  readonly messages: number;
  /** The size of their frames, headers included. */
  readonly bytes: number;
}

/** The traffic of one direction since the start. */
export interface DirectionStats extends CommandStats {
  /** When the last message was received or sent: time of day, in milliseconds since 1970; absent before the first. */
  readonly lastMs?: number;
  /** The command of the last message; `unknown` if the network's table does not have it. Absent before the first. */
  readonly lastCommand?: string;
  /** By command. All commands that are not in the network's table are counted together as `unknown`. */
  readonly byCommand: Readonly<Record<string, CommandStats>>;
}

/** The round trips of pings. */
export interface RoundTripStats {
  /** The number of round trips. */
  readonly count: number;
  /** The last, in milliseconds. */
  readonly lastMs: number;
  /** The shortest, in milliseconds. */
  readonly minMs: number;
  /** The mean, in milliseconds. */
  readonly meanMs: number;
  /** The nonce of the last ping. */
  readonly lastNonce: bigint;
  /** When the last ping was sent: time of day, in milliseconds since 1970. */
  readonly lastSentAtMs: number;
}

/** A frozen snapshot of a peer: it has all fields of lbcd's StatsSnapshot, and further ones. Values that are not known yet are absent. */
export interface PeerStats {
  /** The number of the peer in this process. */
  readonly id: number;
  /** `host:port` of the remote. */
  readonly address: string;
  /** `inbound` if the remote opened the connection, `outbound` if we did. */
  readonly direction: 'inbound' | 'outbound';
  /** The transport version, and the session id of v2; absent while it is being detected. */
  readonly transport?: PeerTransport | undefined;
  /** When the peer was started: time of day, in milliseconds since 1970. */
  readonly startedAtMs?: number;
  /** The services in the remote's version. */
  readonly services?: bigint;
  /** The protocol version in the remote's version, not the negotiated one. */
  readonly version?: number;
  /** The user agent in the remote's version. */
  readonly userAgent?: string;
  /** The height in the remote's version. */
  readonly startHeight?: number;
  /** The negotiated protocol version: the lower of the two. */
  readonly protocolVersion?: number;
  /** The remote's time of day minus ours when its version arrived, in whole seconds. */
  readonly timeOffsetSeconds?: number;
  /** The greatest height in the remote's version or in a call of `raiseBestHeight`. */
  readonly bestHeight?: number;
  /** The hash of the last block that the remote has announced. */
  readonly lastAnnouncedBlock?: Hash;
  /** When the remote last sent a transaction, in milliseconds since 1970; absent before the first. */
  readonly lastTransactionMs?: number;
  /** When the remote last sent a block or compact block, in milliseconds since 1970; absent before the first. */
  readonly lastBlockMs?: number;
  /** Messages of the remote. */
  readonly received: DirectionStats;
  /** Our messages. */
  readonly sent: DirectionStats;
  /** Absent before the first pong. */
  readonly roundTrip?: RoundTripStats;
  /** The number of errors that `faults$` has emitted. */
  readonly faults: number;
  /** The number of inventory items that are known to the remote. */
  readonly knownInventory: number;
  /** The number of announcements that wait for the handshake or the next trickle. */
  readonly waitingInventory: number;
  /** The number of announcements that were not sent: too many were queued, or the remote does not accept them (see `announce`). */
  readonly droppedInventory: number;
  /** The number of messages that were not handed to the transport yet. */
  readonly queuedMessages: number;
  /** Bytes of frames that the operating system does not have yet, without QUEUED_MESSAGE_BYTES. */
  readonly queuedBytes: number;
  /** Bytes of frames that consumers have not finished, without UNFINISHED_MESSAGE_BYTES. */
  readonly unfinishedBytes: number;
  /** True while reading is stopped: consumers have too many unfinished bytes, or the remote does not read our messages. */
  readonly isPaused: boolean;
}

/** Counts one direction. The counters by command are in the command states. */
export class DirectionCounter {
  messages = 0;
  private bytes = 0;
  private lastMs: number | undefined;
  private lastCommand: string | undefined;

  add(command: string, bytes: number, atMs: number): void {
    this.messages += 1;
    this.bytes += bytes;
    this.lastMs = atMs;
    this.lastCommand = command;
  }

  snapshot(
    states: Iterable<CommandState>,
    countedBy: (state: CommandState) => CommandStats,
    clock: Pick<ClockScheduler, 'wallMs'>,
  ): DirectionStats {
    const byCommand = Array.from(states, (state) => [state.command, Object.freeze(countedBy(state))] as const).filter(
      ([, { messages }]) => messages > 0,
    );
    return Object.freeze({
      messages: this.messages,
      bytes: this.bytes,
      ...(this.lastMs === undefined ? {} : { lastMs: clock.wallMs(this.lastMs) }),
      ...(this.lastCommand === undefined ? {} : { lastCommand: this.lastCommand }),
      byCommand: Object.freeze(Object.fromEntries(byCommand)),
    });
  }
}

/** Counts round trips. */
export class RoundTripCounter {
  private count = 0;
  private sumMs = 0;
  /** Infinity before the first. */
  minMs = Infinity;
  private last: RoundTrip | undefined;

  add(roundTrip: RoundTrip): void {
    this.count += 1;
    this.sumMs += roundTrip.roundTripMs;
    this.minMs = Math.min(this.minMs, roundTrip.roundTripMs);
    this.last = roundTrip;
  }

  snapshot(): RoundTripStats | undefined {
    if (this.last === undefined) return undefined;
    const { nonce, sentAtMs, roundTripMs } = this.last;
    return Object.freeze({
      count: this.count,
      lastMs: roundTripMs,
      minMs: this.minMs,
      meanMs: this.sumMs / this.count,
      lastNonce: nonce,
      lastSentAtMs: sentAtMs,
    });
  }
}

/** The object without the fields that are undefined. */
export function withoutAbsent<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
