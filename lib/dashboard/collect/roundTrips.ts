import { map, mergeMap, Subscription } from 'rxjs';
import { lastN } from '../../monitor/lastN.js';
import type { ObservedPool } from '../../pool/observedPool.js';

/** Round-trip times that are stored of a peer. */
const MAX_ROUND_TRIPS = 30;

/** The last 30 round-trip times of each connected peer. */
export class RoundTrips {
  readonly subscription = new Subscription();
  private readonly byPeer = new Map<number, readonly number[]>();

  constructor({ joined$, left$ }: Pick<ObservedPool, 'joined$' | 'left$'>) {
    this.subscription.add(
      joined$
        .pipe(
          mergeMap(({ id, pings$ }) =>
            pings$.pipe(
              map(({ roundTripMs }) => Math.round(roundTripMs * 100) / 100),
              lastN({ size: MAX_ROUND_TRIPS }),
              map((last) => [id, last] as const),
            ),
          ),
        )
        .subscribe(([id, last]) => this.byPeer.set(id, last)),
    );
    this.subscription.add(left$.subscribe(({ peer }) => this.byPeer.delete(peer.id)));
  }

  /** Milliseconds, the newest at the end; empty before the first pong. */
  of(peer: number): readonly number[] {
    return this.byPeer.get(peer) ?? NONE;
  }
}

const NONE: readonly number[] = [];
