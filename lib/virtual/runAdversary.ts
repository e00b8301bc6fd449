import { finalize, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import type { Network } from '../networks/network.js';

/** So that the last that it has said is heard. */
const FAREWELL_MS = 1000;

/** What an adversary may know and do. */
export interface AdversaryContext {
  /** Its end of the connection; what it reads it is given by `chunk$`, what it says it emits. */
  readonly duplex: Omit<Duplex, 'chunk$' | 'write'>;
  /** What the peer says. Hot, and read whether anybody listens or not: who reads nothing pauses the duplex. */
  readonly chunk$: Observable<Uint8Array>;
  readonly network: Network;
  readonly scheduler: SchedulerLike;
  /** Seeded bytes, its own. */
  readonly random: (bytes: number) => Uint8Array;
  /** True while the transport is full: a flood that does not heed it piles up on our own side. */
  readonly isFull: () => boolean;
}

/** A remote that means ill: emits the bytes that it says, and hangs up when it completes. */
export type Adversary = (context: AdversaryContext) => Observable<Uint8Array>;

/** Plays it until it is done, the connection has ended, or the subscription. */
export function runAdversary(
  duplex: Duplex,
  adversary: Adversary,
  surroundings: Pick<AdversaryContext, 'network' | 'scheduler' | 'random'>,
): Subscription {
  const chunk$ = new Subject<Uint8Array>();
  let isFull = false;
  const attacking = new Subscription(() => duplex.close({ flushTimeoutMs: FAREWELL_MS }));
  const hangUp = (): void => attacking.unsubscribe();
  attacking.add(duplex.drain$.subscribe(() => (isFull = false)));
  attacking.add(
    adversary({ ...surroundings, duplex, chunk$: chunk$.asObservable(), isFull: () => isFull })
      .pipe(finalize(hangUp))
      .subscribe((bytes) => {
        isFull = !duplex.write(bytes, (written) => {
          if (!written) hangUp();
        });
      }),
  );
  attacking.add(
    duplex.chunk$.subscribe({
      next: (chunk) => chunk$.next(chunk),
      error: hangUp,
      complete: hangUp,
    }),
  );
  return attacking;
}
