import type { Observable, SchedulerLike } from 'rxjs';
import type { Network } from '../../networks/network.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import type { RemotePool } from '../../export/nats/remote/remotePool.js';
import { EventMarks } from './eventMarks.js';
import { PeerCurves } from './peerCurves.js';
import { PropagationLog } from './propagationLog.js';
import { PropagationTrend } from './propagationTrend.js';
import { RateHistory } from './rateHistory.js';

/** Options of `Histories`. `createMonitor` has options with the same names and meanings. */
export interface HistoriesOptions {
  readonly pool: ObservedPool & Partial<Pick<RemotePool, 'monitors$'>>;
  readonly network: Network;
  readonly connection$?: Observable<Pick<ObservedPeer, 'traffic$'>> | undefined;
  readonly scheduler: SchedulerLike;
  readonly sightingScheduler: SchedulerLike;
}

/** The data of the charts: the rates, the propagation and the events of the whole run. Memory is bounded: each part states its bounds. */
export class Histories {
  readonly rates: RateHistory;
  readonly propagation: PropagationLog;
  readonly trend: PropagationTrend;
  readonly marks: EventMarks;
  readonly curves: PeerCurves;

  constructor({ pool, network, connection$, scheduler, sightingScheduler }: HistoriesOptions) {
    this.rates = new RateHistory({ pool, network, connection$, scheduler });
    this.propagation = new PropagationLog(pool, sightingScheduler);
    this.trend = new PropagationTrend(this.propagation.reached$, scheduler);
    this.marks = new EventMarks({ pool, blocks: this.propagation, scheduler });
    this.curves = new PeerCurves(pool, scheduler);
  }

  /** Unsubscribes from the pool. */
  close(): void {
    for (const part of [this.marks, this.trend, this.propagation, this.rates, this.curves]) part.close();
  }
}
