import type { Hash } from '../../codec/primitives.js';
import type { ClockScheduler } from '../../base/clock.js';
import type { RoundTrip } from '../../protocol/runtime/conversation.js';
import type { CommandState } from '../receive/commandState.js';

/** Traffic of one command in one direction. */
export interface CommandStats {
  readonly messages: number;
  /** Frames, headers included. */
  readonly bytes: number;
}

/** What went by in one direction since the first byte. */
export interface DirectionStats extends CommandStats {
  /** When the last message was received or sent: time of day, in milliseconds since 1970; absent before the first. */
  readonly lastMs?: number;
  /** By the command as the wire spells it; of commands that no table knows all together, as `unknown`. */
  readonly byCommand: Readonly<Record<string, CommandStats>>;
}

/** The pings that were answered. */
export interface RoundTripStats {
  readonly count: number;
  readonly lastMs: number;
  readonly minMs: number;
  readonly meanMs: number;
  /** Of the last one. */
  readonly lastNonce: bigint;
  /** When the last one was sent: time of day, in milliseconds since 1970. */
  readonly lastSentAtMs: number;
}

/** A snapshot of a peer, frozen: all that lbcd's StatsSnapshot has, and more. What is not known yet is absent. */
export interface PeerStats {
  readonly id: number;
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  /** When the peer was started: time of day, in milliseconds since 1970. */
  readonly startedAtMs?: number;
  /** What the remote's version says: services, its number (not the one that was agreed), user agent, height. */
  readonly services?: bigint;
  readonly version?: number;
  readonly userAgent?: string;
  readonly startHeight?: number;
  /** The lower of the two versions. */
  readonly protocolVersion?: number;
  /** The remote's time of day less ours when its version arrived, in whole seconds. */
  readonly timeOffsetSeconds?: number;
  /** The greatest height that the remote has told, or that was told of it. */
  readonly bestHeight?: number;
  readonly lastAnnouncedBlock?: Hash;
  /** When the remote last sent a transaction, in milliseconds since 1970; absent before the first. */
  readonly lastTransactionMs?: number;
  /** When the remote last sent a block or compact block, in milliseconds since 1970; absent before the first. */
  readonly lastBlockMs?: number;
  readonly received: DirectionStats;
  readonly sent: DirectionStats;
  /** Absent before the first pong. */
  readonly roundTrip?: RoundTripStats;
  readonly faults: number;
  /** Items that the remote is known to have. */
  readonly knownInventory: number;
  /** Announcements that wait for the handshake or the next trickle. */
  readonly waitingInventory: number;
  /** Announcements that were not sent: too many waited, or the remote does not take them (see `announce`). */
  readonly droppedInventory: number;
  readonly queuedMessages: number;
  /** Frames' bytes that the operating system has not taken yet, without QUEUED_MESSAGE_BYTES. */
  readonly queuedBytes: number;
  /** Frames' bytes that consumers have not finished, without UNFINISHED_MESSAGE_BYTES. */
  readonly unfinishedBytes: number;
  /** True while we do not read: consumers have too much unfinished, or the remote does not read what we send. */
  readonly isPaused: boolean;
}

/** Counts one direction; the counters of its commands are the routes'. */
export class DirectionCounter {
  messages = 0;
  private bytes = 0;
  private lastMs: number | undefined;

  add(bytes: number, atMs: number): void {
    this.messages += 1;
    this.bytes += bytes;
    this.lastMs = atMs;
  }

  snapshot(
    routes: Iterable<CommandState>,
    countedBy: (route: CommandState) => CommandStats,
    clock: Pick<ClockScheduler, 'wallMs'>,
  ): DirectionStats {
    const byCommand = Array.from(routes, (route) => [route.command, Object.freeze(countedBy(route))] as const).filter(
      ([, { messages }]) => messages > 0,
    );
    return Object.freeze({
      messages: this.messages,
      bytes: this.bytes,
      ...(this.lastMs === undefined ? {} : { lastMs: clock.wallMs(this.lastMs) }),
      byCommand: Object.freeze(Object.fromEntries(byCommand)),
    });
  }
}

/** Sums up round trips. */
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
