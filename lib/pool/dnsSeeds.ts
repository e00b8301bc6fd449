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
import type { DiscoveredAddress } from './addressBookEntry.js';
import { backoffMs } from './backoff.js';
import { isReachable, peerAddress, peerAddressOf, type PeerAddress, type Reach } from './peerAddress.js';
import { errorReason } from '../base/errorReason.js';
import { PoolError } from './poolError.js';

/** The number of seeds per round. Bitcoin Core, net.cpp DNSSEEDS_TO_QUERY_AT_ONCE. */
const SEEDS_AT_ONCE = 3;
/** The delay of the first round while peers are connected or connecting. Bitcoin Core, net.cpp DNSSEEDS_DELAY_FEW_PEERS. */
const FIRST_DELAY_MS = 11_000;

/** The pause between two rounds. It doubles until a connection succeeds; after hours offline the next round starts within 10 minutes. */
const ROUND_PAUSE = { minMs: 11_000, maxMs: 600_000 };

/** The timeout of one seed. */
const TIMEOUT_MS = 30_000;

/** The maximum number of addresses of one seed: a random sample of a longer answer is used. Answers rarely have more than 25. */
const MAX_ADDRESSES_OF_SEED = 256;

/**
 * A function that resolves the name of a seed, or `by proxy`: the pool dials the name as an address, and the proxy connects to one of the
 * nodes to which it resolves (Bitcoin Core, net.cpp ThreadDNSAddressSeed: "if (HaveNameProxy()) AddAddrFetch(seed)").
 */
export type ResolveSeed = ((name: string) => ObservableInput<readonly string[]>) | 'by proxy';

export interface DnsSeedsOptions {
  /** The host names of the seeds; an IP address is allowed too, and needs no query. */
  names: readonly string[];
  /** The port of the addresses. */
  port: number;
  reach: Reach;
  resolve: ResolveSeed;
  scheduler: SchedulerLike;
  random: (bytes: number) => Uint8Array;
  /** Called with the dialable addresses of a seed; `source` is `dns:NAME`. */
  onAddresses: (addresses: DiscoveredAddress[], source: string) => void;
  /** Called for a seed that cannot be resolved. */
  onFault: (error: PoolError) => void;
  /** Called when a seed's query has ended, and when a round may start. */
  onDue: () => void;
}

/**
 * Resolves DNS seeds when there is no other address to dial, three per round, in a random order that is fixed per pool. The pause between
 * rounds doubles from 11 s to 10 minutes until a connection succeeds.
 */
export class DnsSeeds {
  private readonly names: string[];
  private readonly queries = new Subscription();
  private openQueries = 0;
  private rounds = 0;
  /** The earliest start of the next round, on the scheduler's clock; undefined before the first call. */
  private notBeforeMs: number | undefined;
  private timer = Subscription.EMPTY;

  constructor(private readonly options: DnsSeedsOptions) {
    this.names = shuffled(options.names, options.random);
  }

  /**
   * Starts a round now, or calls `onDue` when the pause is over. Call it when addresses are missing.
   *
   * @param isAlone whether no outbound connection exists or is being opened: otherwise the first round waits 11 s, because these peers may
   *   send addresses first
   */
  queryIfDue(isAlone: boolean): void {
    const { scheduler } = this.options;
    if (this.names.length === 0 || this.openQueries > 0 || this.queries.closed) return;
    this.notBeforeMs ??= scheduler.now() + (isAlone ? 0 : FIRST_DELAY_MS);
    const waitMs = this.notBeforeMs - scheduler.now();
    this.timer.unsubscribe();
    if (waitMs > 0) this.timer = scheduler.schedule(() => this.options.onDue(), Math.min(waitMs, MAX_DELAY_MS));
    else this.queryRound();
  }

  /** Resets the pause to its shortest. Call it when a connection has succeeded. */
  resetPauses(): void {
    if (this.notBeforeMs === undefined) return;
    this.rounds = 0;
    this.notBeforeMs = Math.min(this.notBeforeMs, this.options.scheduler.now() + ROUND_PAUSE.minMs);
  }

  close(): void {
    this.timer.unsubscribe();
    this.queries.unsubscribe();
  }

  private queryRound(): void {
    const { random, scheduler } = this.options;
    const names = this.names.splice(0, SEEDS_AT_ONCE);
    this.names.push(...names);
    this.rounds += 1;
    this.notBeforeMs = scheduler.now() + backoffMs(this.rounds, ROUND_PAUSE, random);
    this.openQueries = names.length;
    for (const name of names) this.querySeed(name);
  }

  private querySeed(name: string): void {
    const { onDue, onFault, onAddresses, resolve, scheduler } = this.options;
    const timeoutError = (): Error => new Error(`no answer within ${TIMEOUT_MS} ms`);
    // A list of seeds may contain an IP address, as lbcd's for signet does.
    const isAnswer = resolve === 'by proxy' || parseAddress(name) !== undefined;
    const answer$ = defer(() => from(isAnswer ? [[name]] : resolve(name)));
    this.queries.add(
      answer$
        .pipe(
          take(1),
          throwIfEmpty(() => new Error('no answer')),
          deadline({ timeoutMs: TIMEOUT_MS, error: timeoutError, scheduler }),
          map((texts) => this.dialable(texts, name)),
          catchError((cause: unknown) => {
            onFault(new PoolError('RESOLVE_FAILED', `seed ${name}: ${errorReason(cause)}`, { cause }));
            return EMPTY;
          }),
        )
        .subscribe({
          next: (addresses) => onAddresses(addresses, `dns:${name}`),
          complete: () => {
            this.openQueries -= 1;
            onDue();
          },
        }),
    );
  }

  private dialable(texts: readonly string[], name: string): DiscoveredAddress[] {
    const { random, scheduler } = this.options;
    const dialable = sampleOf(texts, MAX_ADDRESSES_OF_SEED, random).flatMap((text) => {
      const address = this.addressOf(text, name);
      return address === undefined ? [] : [{ address, services: 0n, lastSeenMs: wallClockMs(scheduler) }];
    });
    if (dialable.length === 0) throw new Error('no address that can be dialled');
    return dialable;
  }

  /** The address of a text that the seed `name` resolves to; undefined if it must not be dialled. */
  private addressOf(text: string, name: string): PeerAddress | undefined {
    const { port, reach, resolve } = this.options;
    const parsed = parseAddress(text);
    if (parsed === undefined) return resolve === 'by proxy' ? peerAddressOf(text, port) : undefined;
    return isReachable(parsed, port, reach, name) ? peerAddress(parsed, port) : undefined;
  }
}
