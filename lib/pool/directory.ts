import { Subscription } from 'rxjs';
import { addressOfText } from '../messages/addressText.js';
import { MAX_DELAY_MS } from '../optionChecks.js';
import { MruSet } from '../operators/mruSet.js';
import { AddressBook, type BookEntry, type HeardAddress } from './addressBook.js';
import { backoffMs } from './backoff.js';
import { Bans } from './bans.js';
import { chooseCandidate, type Choice } from './candidates.js';
import { isMisbehaviour, isSelfConnection } from './misbehaviour.js';
import type { PeerEnd } from './leadPeer.js';
import { groupOf, LOOPBACK_GROUP } from '../address/networkGroup.js';
import type { PeerAddress } from './peerAddress.js';
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
    const connected = [...taken.values()].map(({ entry }) => entry.address);
    const groups = new Set(connected.map(({ group }) => group));
    const hosts = new Set(connected.map(({ hostKey }) => hostKey));
    const { requiredServices = 0n } = peer;
    return chooseCandidate(this.book, {
      nowMs,
      random,
      isExcluded: ({ address, services }) =>
        taken.has(address.key) ||
        this.ownKeys.has(address.key) ||
        (hosts.has(address.hostKey) && !this.mayShareHost(address)) ||
        // 0n: nobody has told them.
        (services !== 0n && (requiredServices & ~services) !== 0n),
      notBeforeMs: ({ address, notBeforeMs }) => Math.max(notBeforeMs, this.banEndOf(address.key, address.host, nowMs)),
      isCrowded: ({ address }) => groups.has(address.group) || inboundHosts.has(address.host),
    });
  }

  /**
   * Whether several of our connections may lead to the host of an address: only where the user named it, and on loopback, where local
   * networks have all their nodes. Elsewhere gossip could direct all our connections to one host.
   */
  private mayShareHost({ group, key }: PeerAddress): boolean {
    return group === LOOPBACK_GROUP || this.book.fixed.has(key);
  }

  hear(heard: readonly HeardAddress[], source: string): void {
    for (const each of heard) this.book.hear(each, source);
  }

  /** The handshake with it was made. */
  made({ address }: BookEntry, services: bigint): void {
    this.book.good(address.key, services, this.settings.scheduler.now());
  }

  /** @param isOnline whether we are connected with somebody else: else its failure may be our own */
  ended({ address: { key } }: BookEntry, { error, peer, reason, stayedMs }: PeerEnd, isOnline: boolean): void {
    const { backoff, random, scheduler } = this.settings;
    const nowMs = scheduler.now();
    if (isMisbehaviour(error)) {
      this.ban(key);
      return;
    }
    if (isSelfConnection(error)) this.ourselves(key);
    if (peer !== undefined && (stayedMs >= PROVED_AFTER_MS || reason?.by === 'local')) this.book.proved(key, nowMs);
    const entry = this.book.failed(key, nowMs, isOnline);
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
    this.bans.add(who, scheduler.now() + banMs);
    this.liftInTime();
  }

  isBanned(host: string): boolean {
    return this.bans.endOf(host, this.settings.scheduler.now()) !== undefined;
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
      this.bans.lift(scheduler.now());
      this.liftInTime();
      this.onChange();
    };
    this.lifting = scheduler.schedule(lift, Math.min(MAX_DELAY_MS, Math.max(0, nextEndMs - scheduler.now())));
  }

  close(): void {
    this.lifting.unsubscribe();
  }

  private banEndOf(key: string, host: string, nowMs: number): number {
    return Math.max(this.bans.endOf(key, nowMs) ?? 0, this.bans.endOf(host, nowMs) ?? 0);
  }
}
