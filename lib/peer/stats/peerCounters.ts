import type { ClockScheduler } from '../../base/clock.js';
import type { RoundTrip } from '../../protocol/runtime/outcome.js';
import type { VersionMessage } from '../../messages/version.js';
import { RemoteChain } from './remoteChain.js';
import type { CommandState, CommandStates } from '../receive/commandState.js';
import { DirectionCounter, RoundTripCounter, withoutAbsent, type CommandStats, type PeerStats } from './stats.js';

/** The values of a snapshot that other parts of the peer provide. */
export type CounterReadings = Pick<
  PeerStats,
  | 'id'
  | 'address'
  | 'direction'
  | 'transport'
  | 'knownInventory'
  | 'waitingInventory'
  | 'queuedMessages'
  | 'queuedBytes'
  | 'unfinishedBytes'
  | 'isPaused'
> & { readonly remote: VersionMessage | undefined; readonly protocolVersion: number | undefined };

/** The values that a pool compares to choose the connection to evict. */
export interface EvictionCriteria {
  /** When the remote last sent a transaction, on the scheduler's clock; 0 before the first. */
  readonly lastTransactionMs: number;
  /** When the remote last sent a block or compact block, on the scheduler's clock; 0 before the first. */
  readonly lastBlockMs: number;
  /** The shortest round trip of a ping; Infinity before the first pong. */
  readonly minRoundTripMs: number;
}

/** Counts messages and bytes, and creates the snapshots of `stats()`. */
export class PeerCounters {
  readonly chain = new RemoteChain();
  private readonly totals = { received: new DirectionCounter(), sent: new DirectionCounter() };
  private readonly roundTrips = new RoundTripCounter();
  private faults = 0;
  private droppedInventory = 0;
  private startedAtMs: number | undefined;
  private timeOffsetSeconds: number | undefined;
  private lastTransactionMs: number | undefined;
  private lastBlockMs: number | undefined;

  constructor(
    private readonly states: CommandStates,
    private readonly clock: Pick<ClockScheduler, 'wallMs'>,
  ) {}

  /** @param atMs here and below: a time of the clock's `now()` */
  started(atMs: number): void {
    this.startedAtMs = this.clock.wallMs(atMs);
  }

  /** True after a complete frame has arrived. */
  get hasReceived(): boolean {
    return this.totals.received.messages > 0;
  }

  received(state: CommandState, sizeBytes: number, atMs: number): void {
    this.totals.received.add(state.command, sizeBytes, atMs);
    state.receivedMessages += 1;
    state.receivedBytes += sizeBytes;
    const { command } = state;
    if (command === 'tx') this.lastTransactionMs = atMs;
    else if (command === 'block' || command === 'cmpctblock') this.lastBlockMs = atMs;
  }

  sent(state: CommandState, sizeBytes: number, atMs: number): void {
    this.totals.sent.add(state.command, sizeBytes, atMs);
    state.sentMessages += 1;
    state.sentBytes += sizeBytes;
  }

  roundTrip(roundTrip: RoundTrip): void {
    this.roundTrips.add(roundTrip);
  }

  fault(): void {
    this.faults += 1;
  }

  dropped(count: number): void {
    this.droppedInventory += count;
  }

  private wallOf(atMs: number | undefined): number | undefined {
    return atMs === undefined ? undefined : this.clock.wallMs(atMs);
  }

  /** The remote's version arrived. */
  versionReceived({ timestamp }: VersionMessage, atMs: number): void {
    this.timeOffsetSeconds = Number(timestamp) - Math.floor(this.clock.wallMs(atMs) / 1000);
  }

  evictionCriteria(): EvictionCriteria {
    const { lastBlockMs = 0, lastTransactionMs = 0, roundTrips } = this;
    return { lastBlockMs, lastTransactionMs, minRoundTripMs: roundTrips.minMs };
  }

  snapshot({ remote, ...readings }: CounterReadings): PeerStats {
    return Object.freeze(
      withoutAbsent<PeerStats>({
        ...readings,
        startedAtMs: this.startedAtMs,
        services: remote?.services,
        version: remote?.version,
        userAgent: remote?.userAgent,
        startHeight: remote?.startHeight,
        timeOffsetSeconds: this.timeOffsetSeconds,
        bestHeight: this.chain.bestHeight,
        lastAnnouncedBlock: this.chain.lastAnnouncedBlock,
        lastTransactionMs: this.wallOf(this.lastTransactionMs),
        lastBlockMs: this.wallOf(this.lastBlockMs),
        received: this.totals.received.snapshot(this.states, receivedBy, this.clock),
        sent: this.totals.sent.snapshot(this.states, sentBy, this.clock),
        roundTrip: this.roundTrips.snapshot(),
        faults: this.faults,
        droppedInventory: this.droppedInventory,
      }),
    );
  }
}

function receivedBy({ receivedMessages, receivedBytes }: CommandState): CommandStats {
  return { messages: receivedMessages, bytes: receivedBytes };
}

function sentBy({ sentMessages, sentBytes }: CommandState): CommandStats {
  return { messages: sentMessages, bytes: sentBytes };
}
