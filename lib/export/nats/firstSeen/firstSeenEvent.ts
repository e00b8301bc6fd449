import type { Hash } from '../../../codec/primitives.js';
import type { PeerIdentity } from '../../../monitor/peerMessage.js';
import type { Sighted } from '../../../monitor/sightings.js';
import type { ClockOffset, MonitorClocks } from '../clock/monitorClocks.js';
import type { NatsError } from '../natsError.js';
import type { FirstSeenRecord } from './firstSeenRecord.js';

/** A sighting, as `sightings()` emits it; with a time if the announcement was received earlier. */
export interface TimedSighting<P = PeerIdentity> extends Sighted {
  /** The peer that announced it. */
  readonly peer: P;
  /** When the announcement was received, by the clock of this monitor, in milliseconds since 1970. Default: now. */
  readonly atMs?: number | undefined;
}

/** The monitor that saw a hash first. */
export interface FirstSeenWinner {
  /** The monitor that published the hash first. */
  readonly monitor: string;
  /** `host:port` of the peer that announced it there. */
  readonly address: string;
  /**
   * When it was received there, in milliseconds since 1970 by the clock of this monitor, if `clockErrorMs` is known, or otherwise by the
   * clock of the winner.
   */
  readonly atMs: number;
}

/** A sighting of this monitor, with the first one of all monitors. */
export interface FirstSeenSighting<P = PeerIdentity> {
  /** Distinguishes this event from a fault. */
  readonly kind: 'sighting';
  /** The hash: of a block, or the txid or wtxid of a transaction. */
  readonly key: Hash;
  /** A block or a transaction. */
  readonly type: Sighted['type'];
  /** The peer of this monitor that announced it. */
  readonly peer: P;
  /** True for the sighting that won: no monitor published the hash before. */
  readonly isFirst: boolean;
  /** True for the first sighting of the hash by this monitor, as far as it remembers. */
  readonly isLocalFirst: boolean;
  /** The first sighting of all monitors. */
  readonly winner: FirstSeenWinner;
  /**
   * Time in milliseconds from the first sighting to this one. 0 for the first; negative if this monitor saw the hash earlier, but published it
   * later, or if `clockErrorMs` is larger than the delay.
   */
  readonly delayMs: number;
  /**
   * Maximum error of `delayMs` in milliseconds that remains after the clocks were compared; 0 if the winner is this monitor. Undefined if the offset of the
   * winner's clock is not known: then `delayMs` is the difference of two clocks that may disagree by any time.
   */
  readonly clockErrorMs: number | undefined;
}

/** Sightings without a known winner: NATS failed, or too many waited. At most one event per code and second. */
export interface FirstSeenFault {
  /** Distinguishes this event from a sighting. */
  readonly kind: 'fault';
  /** The last error. `QUEUE_FULL`: the sightings were dropped. */
  readonly error: NatsError;
  /** The number of sightings with this code since the last event with this code. */
  readonly sightings: number;
}

/** The events of `firstSeenByNats`. */
export type FirstSeenEvent<P = PeerIdentity> = FirstSeenSighting<P> | FirstSeenFault;

/** Compares sightings of one monitor with winners, by the clock of this monitor. */
export class WinnerComparison {
  constructor(
    private readonly monitor: string,
    private readonly clocks: Pick<MonitorClocks, 'offsetOf'> | undefined,
  ) {}

  /** The event of a sighting that was received at `atMs`. */
  eventOf<P>(
    { key, type, peer }: TimedSighting<P>,
    atMs: number,
    { monitor, address, atMs: winnerAtMs }: FirstSeenRecord,
    { isFirst, isLocalFirst }: Pick<FirstSeenSighting, 'isFirst' | 'isLocalFirst'>,
  ): FirstSeenSighting<P> {
    const offset = this.offsetOf(monitor);
    const correctedMs = winnerAtMs - (offset?.offsetMs ?? 0);
    const winner = { monitor, address, atMs: correctedMs };
    const delayMs = atMs - correctedMs;
    return { kind: 'sighting', key, type, peer, isFirst, isLocalFirst, winner, delayMs, clockErrorMs: offset?.errorMs };
  }

  private offsetOf(monitor: string): Pick<ClockOffset, 'offsetMs' | 'errorMs'> | undefined {
    return monitor === this.monitor ? { offsetMs: 0, errorMs: 0 } : this.clocks?.offsetOf(monitor);
  }
}
