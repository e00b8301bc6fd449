import { Subscription } from 'rxjs';
import { wallClockMs } from '../clock.js';
import { addressOfText } from '../messages/addressText.js';
import { MAX_DELAY_MS } from '../optionChecks.js';
import { MruSet } from '../operators/mruSet.js';
import { AddressBook, type BookEntry, type HeardAddress } from './addressBook.js';
import { backoffMs } from './backoff.js';
import { Bans } from './bans.js';
import { chooseCandidate, type Choice } from './candidates.js';
import { isMisbehaviour, isSelfConnection } from './misbehaviour.js';
import type { PeerEnd } from './leadPeer.js';
import { groupOf } from './networkGroup.js';
import type { Slot } from './outboundSlots.js';
import type { PoolSettings } from './settings.js';

/** Addresses that have turned out to be our own. */
const MAX_OURSELVES = 100;

/** Who goes sooner after its handshake has failed, too: one who lets everybody in and throws them out would be dialled all the time. */
const PROVED_AFTER_MS = 60_000;

/** What a pool knows of addresses, and what it makes of how connections end: whom to dial next, whom to leave alone, and until when. */
export class Directory {
  readonly book: AddressBook;
  readonly bans = new Bans();
  private readonly ownKeys = new MruSet<string>(MAX_OURSELVES);
  private lifting = Subscription.EMPTY;

  /** @param onChange a ban has ended */
  constructor(
    private readonly settings: PoolSettings,
    private readonly onChange: () => void,
  ) {
    const { addressBookCapacity: capacity, fixed, random } = settings;
    this.book = new AddressBook({ capacity, random });
    for (const address of fixed) this.book.addFixed(address);
  }

  /** Whom to dial, besides those that we are connected with. */
  choose(taken: ReadonlyMap<string, Slot>, inboundHosts: ReadonlyMap<string, unknown>): Choice {
    const { peer, random, scheduler } = this.settings;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    // Bans end at a time of day, backoffs after a while.
    const banEndMs = (key: string, host: string): number => nowMs + (this.banEndOf(key, host, wallMs) - wallMs);
    const groups = new Set([...taken.values()].map(({ entry }) => entry.address.group));
    const { requiredServices = 0n } = peer;
    return chooseCandidate(this.book, {
      nowMs,
      random,
      isExcluded: ({ address, services }) =>
        taken.has(address.key) ||
        this.ownKeys.has(address.key) ||
        // 0n: nobody has told them.
        (services !== 0n && (requiredServices & ~services) !== 0n),
      notBeforeMs: ({ address, notBeforeMs }) => Math.max(notBeforeMs, banEndMs(address.key, address.host)),
      isCrowded: ({ address }) => groups.has(address.group) || inboundHosts.has(address.host),
    });
  }

  hear(heard: readonly HeardAddress[], source: string): void {
    for (const each of heard) this.book.hear(each, source);
  }

  /** The handshake with it was made. */
  made({ address }: BookEntry, services: bigint): void {
    this.book.good(address.key, services, wallClockMs(this.settings.scheduler));
  }

  /** @param isOnline whether we are connected with somebody else: else its failure may be our own */
  ended({ address: { key } }: BookEntry, { error, peer, reason, stayedMs }: PeerEnd, isOnline: boolean): void {
    const { backoff, random, scheduler } = this.settings;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    if (isMisbehaviour(error)) {
      this.ban(key);
      return;
    }
    if (isSelfConnection(error)) this.ourselves(key);
    if (peer !== undefined && (stayedMs >= PROVED_AFTER_MS || reason?.by === 'local')) this.book.proved(key, wallMs);
    const entry = this.book.failed(key, wallMs, isOnline);
    if (entry !== undefined) entry.notBeforeMs = nowMs + backoffMs(entry.failures, backoff, random);
  }

  /**
   * Leaves a host alone that has dialled us. But for our own, which is where a proxy's connections come from, and all of a simulation's
   * (Bitcoin Core, net_processing.cpp, does not discourage local peers, either).
   */
  banHost(host: string): void {
    const address = addressOfText(host);
    if (address === undefined || groupOf(address) !== 'local') this.ban(host);
  }

  private ban(who: string): void {
    const { banMs, scheduler } = this.settings;
    this.bans.add(who, wallClockMs(scheduler) + banMs);
    this.liftInTime();
  }

  isBanned(host: string): boolean {
    return this.bans.endOf(host, wallClockMs(this.settings.scheduler)) !== undefined;
  }

  /** An address has turned out to be our own: it is not dialled again. */
  ourselves(key: string): void {
    this.ownKeys.add(key);
    const known = this.book.find(key);
    if (known !== undefined) this.book.remove(known);
  }

  /** Forgets bans as they end. */
  liftInTime(): void {
    const { scheduler } = this.settings;
    this.lifting.unsubscribe();
    const { nextEndMs } = this.bans;
    if (nextEndMs === undefined) return;
    const lift = (): void => {
      this.bans.lift(wallClockMs(scheduler));
      this.liftInTime();
      this.onChange();
    };
    this.lifting = scheduler.schedule(lift, Math.min(MAX_DELAY_MS, Math.max(0, nextEndMs - wallClockMs(scheduler))));
  }

  close(): void {
    this.lifting.unsubscribe();
  }

  private banEndOf(key: string, host: string, nowMs: number): number {
    return Math.max(this.bans.endOf(key, nowMs) ?? 0, this.bans.endOf(host, nowMs) ?? 0);
  }
}
