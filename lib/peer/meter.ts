import type { RoundTrip } from '../conversations/conversation.js';
import type { Message } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import { RemoteChain } from './remoteChain.js';
import { DirectionCounter, RoundTripCounter, withoutAbsent, type PeerStats } from './stats.js';

/** What the meter does not count itself. */
export type MeterReadings = Pick<
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

/** Counts what goes by, and makes the snapshots. */
export class Meter {
  readonly chain = new RemoteChain();
  private readonly counters = { received: new DirectionCounter(), sent: new DirectionCounter() };
  private readonly roundTrips = new RoundTripCounter();
  private faults = 0;
  private droppedInventory = 0;
  private startedAtMs: number | undefined;
  private timeOffsetSeconds: number | undefined;

  started(atMs: number): void {
    this.startedAtMs = atMs;
  }

  passed(direction: 'received' | 'sent', command: string, sizeBytes: number, atMs: number): void {
    this.counters[direction].add(command, sizeBytes, atMs);
  }

  received(message: Message): void {
    this.chain.see(message);
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

  /** The remote's version came at this time of ours. */
  met({ timestamp }: VersionMessage, atMs: number): void {
    this.timeOffsetSeconds = Number(timestamp) - Math.floor(atMs / 1000);
  }

  snapshot({ remote, ...readings }: MeterReadings): PeerStats {
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
        received: this.counters.received.snapshot(),
        sent: this.counters.sent.snapshot(),
        roundTrip: this.roundTrips.snapshot(),
        faults: this.faults,
        droppedInventory: this.droppedInventory,
      }),
    );
  }
}
