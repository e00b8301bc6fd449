import { connect, merge, type OperatorFunction } from 'rxjs';
import { addrFlood } from './addrFlood.js';
import type { AlertPeer, PeerAlert, PeerAlertRule } from './alert.js';
import { clockOffset } from './clockOffset.js';
import { invWithoutData } from './invWithoutData.js';
import { pingRising } from './pingRising.js';
import { silentPeer } from './silentPeer.js';

/**
 * Runs several rules on each peer, and emits the alerts of all of them.
 *
 *     peers       --P---Q---------      two peers
 *     peerAlerts  -------x----y---      x = { alert: 'addr flood', peer: Q, … }, y = { alert: 'silent peer', peer: P, … }
 *
 * Default: the five rules of this library with their defaults. A rule is an operator from peers to alerts, so you can add your own rules.
 * Completes when the source has completed and all peers are closed; errors with a rule. Only the rules use memory.
 *
 * @example
 * pool.joined$.pipe(peerAlerts([addrFlood({ maxAddresses: 5000 }), silentPeer()])).subscribe(console.log);
 */
export function peerAlerts<P extends AlertPeer>(
  rules: readonly PeerAlertRule<P>[] = [addrFlood(), invWithoutData(), clockOffset(), silentPeer(), pingRising()],
): OperatorFunction<P, PeerAlert<P>> {
  // `connect`: one subscription to the source, although each rule gets all peers.
  return connect((peer$) => merge(...rules.map((rule) => peer$.pipe(rule))));
}
