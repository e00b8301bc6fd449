import { asyncScheduler, filter, map, pipe, type Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import type { Hash } from '../../codec/primitives.js';
import { distinctMru } from '../../operators/distinctMru.js';
import type { PeerIdentity, PeerMessage } from '../peerMessage.js';
import { propagation } from '../propagation.js';
import { sightings } from '../sightings.js';
import type { Propagation } from '../spread.js';
import type { Alert } from './alert.js';

/** Blocks whose propagation is tracked at a time. A remote can announce any number of hashes that no block has. */
const MAX_TRACKED_BLOCKS = 200;
/** Blocks for which no second alert is emitted. */
const MAX_REPORTED_BLOCKS = 1000;

/** Options of `slowBlock`. */
export interface SlowBlockOptions {
  /** The connected peers; the last value is used. For example `peers$` of a pool. */
  connected$: Observable<Iterable<PeerIdentity>>;
  /** The time to reach 90 % of the peers above which an alert is emitted, in milliseconds, 0 to 2^31 - 1. Default 2000. */
  maxTo90Ms?: number | undefined;
  /** The time after which a block that has not reached 90 % is reported, in milliseconds, 1 to 2^31 - 1. Default 10_000. */
  overdueAfterMs?: number | undefined;
  /** Peers that must have announced a block, 1 to 2^24: one peer alone can announce a block that does not exist. Default 2. */
  minSeen?: number | undefined;
  /**
   * Timer and clock. Default asyncScheduler. For a pool of `fromNats` pass its `scheduler`, so that delays do not include the way to the
   * reader.
   */
  scheduler?: SchedulerLike | undefined;
}

/** A block spread slowly. */
export interface SlowBlockAlert extends Alert {
  readonly alert: 'slow block';
  /** The hash of the block. */
  readonly hash: Hash;
  /** The delay after which 90 % of the peers had announced it, in milliseconds; absent if they had not. */
  readonly to90Ms?: number;
  /** The number of peers that had announced it. */
  readonly seen: number;
  /** The number of peers that were connected when it was first announced. */
  readonly connected: number;
}

/**
 * Emits once for each block that took more than `maxTo90Ms` to reach 90 % of the peers of a pool, or had not reached them after `overdueAfterMs`.
 *
 *     messages   --a---b--------------      a block, announced by two of ten peers
 *     slowBlock  ------------x--------      overdueAfterMs: 10; x = { alert: 'slow block', hash, seen: 2, connected: 10 }
 *
 * Completes and errors with the source, and errors with `connected$`. Tracks at most 200 blocks, see `propagation`. Errors with LocalProtocolError
 * `INVALID_OPTION` at the call.
 *
 * @example
 * pool.messages$.pipe(slowBlock({ connected$: pool.peers$ })).subscribe(({ hash, text }) => console.log(hash, text));
 */
export function slowBlock({
  connected$,
  maxTo90Ms = 2000,
  minSeen = 2,
  overdueAfterMs = 10_000,
  scheduler = asyncScheduler,
}: SlowBlockOptions): OperatorFunction<PeerMessage, SlowBlockAlert> {
  requireInteger('maxTo90Ms', maxTo90Ms, 0, MAX_DELAY_MS);
  requireInteger('minSeen', minSeen, 1, 2 ** 24);
  return pipe(
    // Numbers, because references to the peers would keep disconnected ones alive.
    map(({ peer, message }: PeerMessage) => ({ peer: peer.id, message })),
    sightings<number>(),
    filter(({ type }) => type === 'block'),
    propagation<number>({
      connected$: connected$.pipe(map((peers) => Array.from(peers, ({ id }) => id))),
      maxItems: MAX_TRACKED_BLOCKS,
      overdueAfterMs,
      scheduler,
    }),
    filter(({ isOverdue, to90Ms = 0 }) => isOverdue || to90Ms > maxTo90Ms),
    filter(({ sightings: { length } }) => length >= minSeen),
    distinctMru({ keyOf: ({ key }) => key, capacity: MAX_REPORTED_BLOCKS }),
    map((spread) => alertOf(spread, overdueAfterMs)),
  );
}

function alertOf({ connected, key, sightings, to90Ms }: Propagation<number>, overdueAfterMs: number): SlowBlockAlert {
  const seen = sightings.length;
  const text =
    to90Ms === undefined
      ? `${seen} of ${connected} peers had announced the block after ${overdueAfterMs / 1000} s`
      : `a block took ${(to90Ms / 1000).toFixed(1)} s to reach 90 % of ${connected} peers`;
  return { alert: 'slow block', text, hash: key, ...(to90Ms === undefined ? {} : { to90Ms }), seen, connected };
}
