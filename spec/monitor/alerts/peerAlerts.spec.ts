import { describe, expect, it } from '@jest/globals';
import { concat, defer, EMPTY, map, NEVER, Observable, of, Subject } from 'rxjs';
import { addrFlood, peerAlerts, silentPeer, type AlertPeer, type Peer, type PeerAlert } from '../../../lib/index.js';
import type { MonitoredPeer } from '../../../lib/nats.js';
import type { ObservedPeer } from '../../../lib/node.js';
import { addr, alertsAbout } from '../../helpers/monitor/alertsAbout.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { rawRemote } from '../../helpers/rawRemote.js';
import { versionMessage } from '../../helpers/samples.js';

describe('peerAlerts', () => {
  it('emits the alerts of each peer, and completes after the last one', () => {
    const [one, two] = [rawRemote(), rawRemote()];
    const outcome = outcomeOf(of(one.peer, two.peer).pipe(peerAlerts([addrFlood(), silentPeer()])));
    for (const { sendToPeer } of [one, two]) sendToPeer(versionMessage(), { command: 'verack' });
    two.sendToPeer(addr(1000), addr(1));
    expect(outcome.values).toMatchObject([{ alert: 'addr flood', count: 1001 }]);
    expect(outcome.values[0]!.peer).toBe(two.peer);
    one.peer.close();
    expect(outcome.end).toBeUndefined();
    two.peer.close();
    expect(outcome.end).toBe('complete');
  });

  it('runs the five rules by default', () => {
    const fired = alertsAbout(peerAlerts(), ({ sendToPeer, at }) => at(1, () => sendToPeer(addr(1000), addr(1))), {
      offsetSeconds: 601,
    });
    expect(fired.map(([, { alert }]) => alert)).toEqual(['addr flood', 'clock offset', 'silent peer']);
  });

  it('subscribes once to the source, and unsubscribes from it', () => {
    let open = 0;
    const source$ = new Observable<Peer>(() => {
      open++;
      return () => open--;
    });
    const outcome = outcomeOf(source$.pipe(peerAlerts()));
    expect(open).toBe(1);
    outcome.unsubscribe();
    expect(open).toBe(0);
  });

  it('runs a rule of the caller, and errors with it', () => {
    const rule = map((peer: Peer): PeerAlert<Peer> => {
      if (peer.direction === 'inbound') throw new Error('broken rule');
      return { alert: 'outbound', text: 'we dialled it', peer };
    });
    const peer$ = new Subject<Peer>();
    const outcome = outcomeOf(peer$.pipe(peerAlerts([rule])));
    peer$.next(rawRemote().peer);
    expect(outcome.values).toMatchObject([{ alert: 'outbound' }]);
    peer$.next(rawRemote({ direction: 'inbound' }).peer);
    expect((outcome.error as Error).message).toBe('broken rule');
  });

  it('completes without peers and without rules', () => {
    expect(outcomeOf(EMPTY.pipe(peerAlerts<Peer>())).end).toBe('complete');
    expect(outcomeOf(of(rawRemote().peer).pipe(peerAlerts([]))).end).toBe('complete');
    expect(outcomeOf(concat(NEVER, EMPTY).pipe(peerAlerts<Peer>())).end).toBeUndefined();
  });

  it('accepts the peers of this process and of others', () => {
    const peers: AlertPeer[] = [];
    const accept = (peer: Peer | ObservedPeer | MonitoredPeer): void => void peers.push(peer);
    accept(rawRemote().peer);
    expect(defer(() => of(...peers)).pipe(peerAlerts())).toBeDefined();
  });
});
