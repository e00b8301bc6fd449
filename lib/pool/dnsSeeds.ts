import {
  catchError,
  defer,
  EMPTY,
  from,
  map,
  Subscription,
  take,
  throwIfEmpty,
  type ObservableInput,
  type SchedulerLike,
} from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { parseAddress } from '../address/addressText.js';
import { deadline } from '../operators/deadline.js';
import { MAX_DELAY_MS } from '../base/optionChecks.js';
import { sampleOf, shuffled } from '../collections/randomSample.js';
import type { HeardAddress } from './addressBook.js';
import { backoffMs } from './backoff.js';
import { isReachable, peerAddress, type Reach } from './peerAddress.js';
import { PoolError, reasonOf } from './poolError.js';

/** Bitcoin Core, net.cpp: DNSSEEDS_TO_QUERY_AT_ONCE, DNSSEEDS_DELAY_FEW_PEERS. */
const SEEDS_AT_ONCE = 3;
const FIRST_DELAY_MS = 11_000;

/** The pause between two rounds: it doubles while they do not help. After hours offline the next round is 10 minutes away at most. */
const ROUNDS = { minMs: 11_000, maxMs: 600_000 };

const TIMEOUT_MS = 30_000;

/** What one seed may tell; a name server's answer has rarely more than 25. */
const MAX_ADDRESSES_OF_SEED = 256;

export interface DnsSeedsOptions {
  names: readonly string[];
  port: number;
  reach: Reach;
  resolve: (name: string) => ObservableInput<readonly string[]>;
  scheduler: SchedulerLike;
  random: (bytes: number) => Uint8Array;
  onHeard: (heard: HeardAddress[], source: string) => void;
  onFault: (error: PoolError) => void;
  /** A round is over, or may begin. */
  onDue: () => void;
}

/**
 * Asks seeds for addresses, three of them at a time and in turn, when there is nobody else to dial. The next round starts after a pause
 * that doubles from 11 seconds to 10 minutes as long as the rounds do not help.
 */
export class DnsSeeds {
  private readonly names: string[];
  private readonly asking = new Subscription();
  private open = 0;
  private rounds = 0;
  private notBeforeMs: number | undefined;
  private timer = Subscription.EMPTY;

  constructor(private readonly options: DnsSeedsOptions) {
    this.names = shuffled(options.names, options.random);
  }

  /**
   * Somebody is missing. Asks now, or tells by `onDue` when it is time.
   *
   * @param isAlone whether nobody is connected or being dialled: else these have a while to tell addresses first
   */
  ask(isAlone: boolean): void {
    const { scheduler } = this.options;
    if (this.names.length === 0 || this.open > 0 || this.asking.closed) return;
    this.notBeforeMs ??= scheduler.now() + (isAlone ? 0 : FIRST_DELAY_MS);
    const waitMs = this.notBeforeMs - scheduler.now();
    this.timer.unsubscribe();
    if (waitMs > 0) this.timer = scheduler.schedule(() => this.options.onDue(), Math.min(waitMs, MAX_DELAY_MS));
    else this.askRound();
  }

  /** We are connected: the pauses are short again. */
  helped(): void {
    if (this.notBeforeMs === undefined) return;
    this.rounds = 0;
    this.notBeforeMs = Math.min(this.notBeforeMs, this.options.scheduler.now() + ROUNDS.minMs);
  }

  close(): void {
    this.timer.unsubscribe();
    this.asking.unsubscribe();
  }

  private askRound(): void {
    const { random, scheduler } = this.options;
    const names = this.names.splice(0, SEEDS_AT_ONCE);
    this.names.push(...names);
    this.rounds += 1;
    this.notBeforeMs = scheduler.now() + backoffMs(this.rounds, ROUNDS, random);
    this.open = names.length;
    for (const name of names) this.askName(name);
  }

  private askName(name: string): void {
    const { onDue, onFault, onHeard, resolve, scheduler } = this.options;
    const late = (): Error => new Error(`no answer within ${TIMEOUT_MS} ms`);
    // An address may stand among the names, as in lbcd's list of signet.
    const answer$ = defer(() => from(parseAddress(name) === undefined ? resolve(name) : [[name]]));
    this.asking.add(
      answer$
        .pipe(
          take(1),
          throwIfEmpty(() => new Error('no answer')),
          deadline({ timeoutMs: TIMEOUT_MS, error: late, scheduler }),
          map((texts) => this.heardOf(texts, name)),
          catchError((cause: unknown) => {
            onFault(new PoolError('RESOLVE_FAILED', `seed ${name}: ${reasonOf(cause)}`, { cause }));
            return EMPTY;
          }),
        )
        .subscribe({
          next: (heard) => onHeard(heard, `dns:${name}`),
          complete: () => {
            this.open -= 1;
            onDue();
          },
        }),
    );
  }

  private heardOf(texts: readonly string[], name: string): HeardAddress[] {
    const { port, random, reach, scheduler } = this.options;
    const heard = sampleOf(texts, MAX_ADDRESSES_OF_SEED, random).flatMap((text) => {
      const found = parseAddress(text);
      const address =
        found !== undefined && isReachable(found, port, reach, name) ? peerAddress(found, port) : undefined;
      return address === undefined ? [] : [{ address, services: 0n, lastSeenMs: wallClockMs(scheduler) }];
    });
    if (heard.length === 0) throw new Error('no address that can be dialled');
    return heard;
  }
}
