/* eslint-disable rxjs-x/no-exposed-subjects -- specs drive the streams and check that nothing subscribes any more */
import { BehaviorSubject, Subject } from 'rxjs';
import { InventoryType, type PeerError, type CloseReason, type Message } from '../../../lib/index.js';
import type { PeerMessage } from '../../../lib/monitor/peerMessage.js';
import type { PeerStats } from '../../../lib/peer/stats/stats.js';
import type { FailedConnection, LostPeer, ObservedPeer } from '../../../lib/pool/observedPool.js';

/** A peer whose figures a spec sets. */
export interface FakePeer extends ObservedPeer {
  readonly figures: { received: number; sent: number; messages: number; roundTrips: number; roundTripMs: number };
  readonly passed$: Subject<{ direction: 'received' | 'sent'; command: string; sizeBytes: number }>;
}

export function fakePeer(id: number, monitor?: string): FakePeer {
  const figures = { received: 0, sent: 0, messages: 0, roundTrips: 0, roundTripMs: 0 };
  const passed$ = new Subject();
  const stats = (): Partial<PeerStats> => ({
    received: { messages: figures.messages, bytes: figures.received, byCommand: {} },
    sent: { messages: 0, bytes: figures.sent, byCommand: {} },
    ...(figures.roundTrips === 0
      ? {}
      : {
          roundTrip: {
            count: figures.roundTrips,
            lastMs: figures.roundTripMs,
            minMs: 1,
            meanMs: 1,
            lastNonce: 1n,
            lastSentAtMs: 0,
          },
        }),
  });
  const address = `10.0.${id >> 8}.${id & 255}:8333`;
  const peer = {
    id,
    address,
    figures,
    passed$,
    traffic$: passed$,
    stats,
    ...(monitor === undefined ? {} : { monitor }),
  };
  return peer as unknown as FakePeer;
}

/** The streams of a pool, which a spec drives. */
export class FakePool {
  readonly peersSubject$ = new BehaviorSubject<readonly ObservedPeer[]>([]);
  readonly peers$ = this.peersSubject$;
  readonly joined$ = new Subject<ObservedPeer>();
  readonly left$ = new Subject<LostPeer<Message, ObservedPeer>>();
  readonly failed$ = new Subject<FailedConnection>();
  readonly messages$ = new Subject<PeerMessage<Message, ObservedPeer>>();

  join(...peers: ObservedPeer[]): void {
    for (const peer of peers) {
      this.joined$.next(peer);
      this.peersSubject$.next([...this.peersSubject$.value, peer]);
    }
  }

  leave(peer: ObservedPeer, reason: CloseReason = { by: 'remote' }): void {
    this.left$.next({ peer, reason });
    this.peersSubject$.next(this.peersSubject$.value.filter((each) => each !== peer));
  }

  fail(address: string, message = 'refused'): void {
    const error = Object.assign(new Error(message), { code: 'CONNECT_FAILED' }) as unknown as PeerError;
    this.failed$.next({ address, direction: 'outbound', error });
  }

  announce(peer: ObservedPeer, type: 'block' | 'transaction', ...hashes: string[]): void {
    const items = hashes.map((hash) => ({ type: InventoryType[type], hash }));
    this.messages$.next({ peer, message: { command: 'inv', items } });
  }
}
