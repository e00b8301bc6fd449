import { interval, Subscription, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import type { CurvePoints, PeerCurve } from '../protocol/peerCurve.js';
import { COARSE_SIZE, CurveValues, FIELDS, FINE_PER_COARSE, FINE_SIZE } from './curveValues.js';
import { PeerMeter } from './peerMeter.js';

/** Time between two steps of a peer. */
const STEP_MS = 10_000;
/** Slices of a step: each reads the peers whose number has this remainder. Reading 1,000 peers at once takes 50 ms. */
const SLICES = 10;
const SLICE_MS = STEP_MS / SLICES;
/** Curves of connected and ended peers together, 3.3 kB each: 6.8 MB. */
export const MAX_CURVES = 2048;
/** Ended peers whose curve is kept. */
export const MAX_ENDED = 256;

interface Curve {
  readonly values: CurveValues;
  /** Absent after the end. */
  meter?: PeerMeter | undefined;
  endedAtMs?: number;
  /** Number of the step after the last one that it has. */
  nextStep: number;
}

/**
 * The traffic and the round trips of each connected peer over the last two hours, and of the 256 that ended last.
 *
 * Reads `stats()` of each peer every 10 s, by one timer that reads one of ten groups of peers every second, and subscribes to nothing of a peer.
 * Stores at most MAX_CURVES curves: the curve of the peer that ended first is dropped first; if all are connected, further peers have none until
 * one is free.
 */
export class PeerCurves {
  /** By number of the peer. */
  private readonly curves = new Map<number, Curve>();
  /** Numbers of the ended peers, in the order of their ends. */
  private readonly ended = new Set<number>();
  private readonly fineAtMs = new Float64Array(FINE_SIZE);
  private readonly coarseAtMs = new Float64Array(COARSE_SIZE);
  private readonly subscription = new Subscription();
  private peers: readonly ObservedPeer[] = [];
  /** The number of slices that have passed. */
  private slices = 0;

  constructor(
    pool: Pick<ObservedPool, 'peers$' | 'left$'>,
    private readonly scheduler: SchedulerLike = preciseScheduler,
  ) {
    this.subscription.add(
      pool.peers$.subscribe((peers) => {
        this.peers = peers;
        for (const peer of peers) this.open(peer);
      }),
    );
    this.subscription.add(pool.left$.subscribe(({ peer }) => this.end(peer.id)));
    this.subscription.add(interval(SLICE_MS, scheduler).subscribe(() => this.measure()));
  }

  /** The curve of a peer; undefined if it has none, or if it was dropped. About 8 kB of JSON at most. */
  curve(peer: number): PeerCurve | undefined {
    const curve = this.curves.get(peer);
    if (curve === undefined) return undefined;
    const { endedAtMs, nextStep, values } = curve;
    const { firstStep } = values;
    const startedSteps = Math.ceil(this.slices / SLICES);
    const phaseMs = (peer % SLICES) * SLICE_MS;
    // The rings of times have moved on after the end of a peer.
    const oldestStep = Math.max(firstStep, startedSteps - FINE_SIZE);
    const nextMinute = Math.floor(nextStep / FINE_PER_COARSE);
    const oldestMinute = Math.max(
      Math.floor(firstStep / FINE_PER_COARSE),
      Math.floor(startedSteps / FINE_PER_COARSE) - COARSE_SIZE,
    );
    return {
      peer,
      ...(endedAtMs === undefined ? {} : { endedAtMs }),
      fine: {
        widthMs: STEP_MS,
        atMs: endsOf(this.fineAtMs, phaseMs, oldestStep, nextStep),
        ...valuesOf(oldestStep, nextStep, (field, step) => values.fine(field, step)),
      },
      coarse: {
        widthMs: STEP_MS * FINE_PER_COARSE,
        atMs: endsOf(this.coarseAtMs, phaseMs, oldestMinute, nextMinute),
        ...valuesOf(oldestMinute, nextMinute, (field, minute) => values.coarse(field, minute)),
      },
    };
  }

  /** Unsubscribes from the pool. */
  close(): void {
    this.subscription.unsubscribe();
  }

  private open(peer: ObservedPeer): void {
    if (this.curves.has(peer.id)) return;
    if (this.curves.size === MAX_CURVES && !this.dropEnded()) return;
    const meter = new PeerMeter(peer, this.scheduler.now());
    const isRead = this.slices % SLICES > peer.id % SLICES;
    const firstStep = Math.floor(this.slices / SLICES) + (isRead ? 1 : 0);
    this.curves.set(peer.id, { values: new CurveValues(firstStep), meter, nextStep: firstStep });
  }

  private end(peer: number): void {
    const curve = this.curves.get(peer);
    if (curve === undefined) return;
    curve.meter = undefined;
    curve.endedAtMs = wallClockMs(this.scheduler);
    this.ended.add(peer);
    if (this.ended.size > MAX_ENDED) this.dropEnded();
  }

  /** Drops the curve of the peer that ended first. Returns false without one. */
  private dropEnded(): boolean {
    const [oldest] = this.ended;
    if (oldest === undefined) return false;
    this.ended.delete(oldest);
    this.curves.delete(oldest);
    return true;
  }

  private measure(): void {
    const { scheduler, slices } = this;
    const slice = slices % SLICES;
    const step = Math.floor(slices / SLICES);
    const nowMs = scheduler.now();
    if (slice === 0) this.beginStep(step, wallClockMs(scheduler, nowMs));
    for (const peer of this.peers) {
      if (peer.id % SLICES !== slice) continue;
      this.open(peer);
      const curve = this.curves.get(peer.id);
      if (curve?.meter === undefined) continue;
      curve.values.add(step, curve.meter.read(nowMs));
      curve.nextStep = step + 1;
    }
    this.slices = slices + 1;
  }

  /** Stores the time of the first slice, once for all peers: the others are read a multiple of SLICE_MS later. */
  private beginStep(step: number, atMs: number): void {
    this.fineAtMs[step % FINE_SIZE] = atMs;
    if (step % FINE_PER_COARSE !== FINE_PER_COARSE - 1) return;
    this.coarseAtMs[Math.floor(step / FINE_PER_COARSE) % COARSE_SIZE] = atMs;
  }
}

/** The times of the numbers from `oldest` to `next - 1`: the first, then the differences. */
function endsOf(times: Float64Array, phaseMs: number, oldest: number, next: number): number[] {
  const ends = Array.from({ length: Math.max(0, next - oldest) }, (_, i) =>
    Math.round(times[(oldest + i) % times.length]!),
  );
  return ends.map((atMs, i) => (i === 0 ? atMs + phaseMs : atMs - ends[i - 1]!));
}

function valuesOf(
  oldest: number,
  next: number,
  valueOf: (field: number, number: number) => number,
): Omit<CurvePoints, 'widthMs' | 'atMs'> {
  const [receivedBytes, sentBytes, messages, roundTripMs] = FIELDS.map((_, field) =>
    Array.from({ length: Math.max(0, next - oldest) }, (_, i) => Number(valueOf(field, oldest + i).toPrecision(3))),
  ) as [number[], number[], number[], number[]];
  const roundTrips = roundTripMs.map((value) => (Number.isNaN(value) ? null : value));
  return { receivedBytes, sentBytes, messages, roundTripMs: roundTrips };
}
