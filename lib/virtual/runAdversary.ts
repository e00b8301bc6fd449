import { finalize, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import type { Network } from '../networks/network.js';

/** Time for the adversary's last bytes to leave before the connection closes. */
const FLUSH_TIMEOUT_MS = 1000;

/** The information and the functions that an adversary gets. */
export interface AdversaryContext {
  /** The adversary's end of the connection, for `pause`, `resume` and `close`. It reads by `chunk$` and sends by emitting. */
  readonly duplex: Omit<Duplex, 'chunk$' | 'write'>;
  /** The bytes that the peer sends. Hot, and read even without subscribers. To stop reading, call `duplex.pause()`. */
  readonly chunk$: Observable<Uint8Array>;
  /** The network whose messages the peer uses. */
  readonly network: Network;
  /** Virtual time. */
  readonly scheduler: SchedulerLike;
  /** Seeded random bytes, a sequence for this adversary alone. */
  readonly random: (bytes: number) => Uint8Array;
  /** True while the send buffer is full. A flood that ignores it only fills the buffer of its own side. */
  readonly isFull: () => boolean;
}

/** A misbehaving remote: emits the bytes that it sends. When the Observable completes, the connection is closed. */
export type Adversary = (context: AdversaryContext) => Observable<Uint8Array>;

/** Runs the adversary until it completes, the connection ends, or the returned subscription is unsubscribed. */
export function runAdversary(
  duplex: Duplex,
  adversary: Adversary,
  environment: Pick<AdversaryContext, 'network' | 'scheduler' | 'random'>,
): Subscription {
  const chunk$ = new Subject<Uint8Array>();
  let isFull = false;
  const subscription = new Subscription(() => duplex.close({ flushTimeoutMs: FLUSH_TIMEOUT_MS }));
  const stop = (): void => subscription.unsubscribe();
  subscription.add(duplex.drain$.subscribe(() => (isFull = false)));
  subscription.add(
    adversary({ ...environment, duplex, chunk$: chunk$.asObservable(), isFull: () => isFull })
      .pipe(finalize(stop))
      .subscribe((bytes) => {
        isFull = !duplex.write(bytes, (written) => {
          if (!written) stop();
        });
      }),
  );
  subscription.add(
    duplex.chunk$.subscribe({
      next: (chunk) => chunk$.next(chunk),
      error: stop,
      complete: stop,
    }),
  );
  return subscription;
}
