import type { ClockScheduler } from '../../base/clock.js';
import type { RoundTrip } from '../../protocol/runtime/conversation.js';
import type { VersionMessage } from '../../messages/version.js';
import { RemoteChain } from './remoteChain.js';
import type { CommandState, CommandStates } from '../receive/commandState.js';
import { DirectionCounter, RoundTripCounter, withoutAbsent, type CommandStats, type PeerStats } from './stats.js';

/** What the meter does not count itself. */
export type CounterReadings = Pick<
  PeerStats,
  | 'id'
  | 'address'
  | 'direction'
  | 'knownInventory'
  | 'waitingInventory'
  | 'queuedMessages'
  | 'queuedBytes'
  | 'unfinishedBytes'
  | 'isPaused'
> & { readonly remote: VersionMessage | undefined; readonly protocolVersion: number | undefined };

/** What an acceptor of connections compares its peers by. */
export interface PeerStanding {
  /** When the remote last sent a transaction, by the scheduler's clock; 0 for never. */
  readonly lastTransactionMs: number;
  /** When the remote last sent a block or compact block; 0 for never. */
  readonly lastBlockMs: number;
  /** Infinity before the first pong. */
  readonly minRoundTripMs: number;
}

/** Counts what goes by, and makes the snapshots. */
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
    private readonly routes: CommandStates,
    private readonly clock: Pick<ClockScheduler, 'wallMs'>,
  ) {}

  /** @param atMs here and below: a moment of the clock's `now()` */
  started(atMs: number): void {
    this.startedAtMs = this.clock.wallMs(atMs);
  }

  /** Whether a complete frame has arrived. */
  get hasReceived(): boolean {
    return this.totals.received.messages > 0;
  }

  received(route: CommandState, sizeBytes: number, atMs: number): void {
    this.totals.received.add(sizeBytes, atMs);
    route.receivedMessages += 1;
    route.receivedBytes += sizeBytes;
    const { command } = route;
    if (command === 'tx') this.lastTransactionMs = atMs;
    else if (command === 'block' || command === 'cmpctblock') this.lastBlockMs = atMs;
  }

  sent(route: CommandState, sizeBytes: number, atMs: number): void {
    this.totals.sent.add(sizeBytes, atMs);
    route.sentMessages += 1;
    route.sentBytes += sizeBytes;
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
  met({ timestamp }: VersionMessage, atMs: number): void {
    this.timeOffsetSeconds = Number(timestamp) - Math.floor(this.clock.wallMs(atMs) / 1000);
  }

  standing(): PeerStanding {
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
        received: this.totals.received.snapshot(this.routes, receivedBy, this.clock),
        sent: this.totals.sent.snapshot(this.routes, sentBy, this.clock),
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
