import type { PeerStats } from '../../peer/stats/stats.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import type { CurveStep } from './curveValues.js';

/** Reads the stats of a peer, and returns the rates since the last reading. Stores five numbers. */
export class PeerMeter {
  private receivedBytes: number;
  private sentBytes: number;
  private messages: number;
  private roundTrips: number;

  /** @param lastMs `now()` of the scheduler */
  constructor(
    private readonly peer: Pick<ObservedPeer, 'stats'>,
    private lastMs: number,
  ) {
    const { received, roundTrip, sent } = peer.stats();
    this.receivedBytes = received.bytes;
    this.sentBytes = sent.bytes;
    this.messages = received.messages + sent.messages;
    this.roundTrips = roundTrip?.count ?? 0;
  }

  read(nowMs: number): CurveStep {
    const { received, roundTrip, sent } = this.peer.stats();
    const messages = received.messages + sent.messages;
    const seconds = (nowMs - this.lastMs) / 1000;
    const step: CurveStep = [
      rate(received.bytes - this.receivedBytes, seconds),
      rate(sent.bytes - this.sentBytes, seconds),
      rate(messages - this.messages, seconds),
      newRoundTrip(roundTrip, this.roundTrips),
    ];
    this.receivedBytes = received.bytes;
    this.sentBytes = sent.bytes;
    this.messages = messages;
    this.roundTrips = roundTrip?.count ?? 0;
    this.lastMs = nowMs;
    return step;
  }
}

/** The counts of a peer of `fromNats` go back if its monitor has restarted. */
function rate(count: number, seconds: number): number {
  return count > 0 && seconds > 0 ? count / seconds : 0;
}

function newRoundTrip(roundTrip: PeerStats['roundTrip'], known: number): number {
  return roundTrip === undefined || roundTrip.count === known ? NaN : roundTrip.lastMs;
}
