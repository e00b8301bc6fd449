import { catchError, concat, merge, mergeAll, of, take, type Observable, type SchedulerLike } from 'rxjs';
import { toPeerError } from '../../base/errors.js';
import { addrFlood } from '../../monitor/alerts/addrFlood.js';
import type { Alert, PeerAlert, PeerAlertRule } from '../../monitor/alerts/alert.js';
import { clockOffset } from '../../monitor/alerts/clockOffset.js';
import { invWithoutData } from '../../monitor/alerts/invWithoutData.js';
import { peerAlerts } from '../../monitor/alerts/peerAlerts.js';
import { pingRising } from '../../monitor/alerts/pingRising.js';
import { silentPeer } from '../../monitor/alerts/silentPeer.js';
import { slowBlock } from '../../monitor/alerts/slowBlock.js';
import type { ObservedPeer, ObservedPool } from '../../pool/observedPool.js';
import { RULE_FAILED } from './alertKinds.js';

/**
 * Announced hashes of each peer: 0.4 MB. The rule's default of 50,000 would take 10 MB per peer, and is not needed: a getdata follows its
 * inv within seconds, and a peer that does not answer is closed after 30 s. At 20 transactions per second, 2000 hashes cover 100 s.
 */
const MAX_HASHES = 2000;

/** An alert about a peer or, without one, about the pool. */
export type PoolAlert = Alert & Partial<Pick<PeerAlert<ObservedPeer>, 'peer'>> & { readonly hash?: string };

/** The streams of a pool that the rules read. */
export type AlertedPool = Pick<ObservedPool, 'joined$' | 'left$' | 'peers$' | 'messages$'>;

/** The rules that the dashboard runs on each peer. */
export function dashboardRules(): PeerAlertRule<ObservedPeer>[] {
  return [addrFlood(), invWithoutData({ maxHashes: MAX_HASHES }), clockOffset(), silentPeer(), pingRising()];
}

/**
 * Emits the alerts about the peers of a pool and about slow blocks. Peers that are connected at the subscription are included. If a rule
 * about peers fails, an alert reports it and all rules about peers end; the rule about blocks continues. The same holds the other way round.
 *
 * @param scheduler the clock of the propagation of blocks; for a pool of `fromNats`, the clock of the records
 */
export function poolAlerts(
  pool: AlertedPool,
  rules: readonly PeerAlertRule<ObservedPeer>[],
  scheduler: SchedulerLike,
): Observable<PoolAlert> {
  const peer$ = concat(pool.peers$.pipe(take(1), mergeAll()), pool.joined$);
  return merge(
    peer$.pipe(peerAlerts(rules), catchError(ruleFailed)),
    pool.messages$.pipe(slowBlock({ connected$: pool.peers$, scheduler }), catchError(ruleFailed)),
  );
}

function ruleFailed(error: unknown): Observable<Alert> {
  return of({ alert: RULE_FAILED, text: toPeerError(error, 'a rule').message });
}
