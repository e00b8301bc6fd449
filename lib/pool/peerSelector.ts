import { LOOPBACK_GROUP } from '../address/networkGroup.js';
import type { RemoteHost } from '../address/remoteHost.js';
import { wallClockMs } from '../base/clock.js';
import { offersRequired } from '../protocol/handshake/remoteVersion.js';
import { MruSet } from '../collections/mruSet.js';
import type { CloseReason } from '../peer/closeReason.js';
import { AddressBook, type BookEntry, type HeardAddress } from './addressBook.js';
import { backoffMs } from './backoff.js';
import { chooseCandidate, type Choice } from './candidates.js';
import { isMisbehaviour, isSelfConnection } from './misbehaviour.js';
import type { PeerEnd } from './trackPeer.js';
import type { PeerAddress } from './peerAddress.js';
import type { Slot } from './outboundSlots.js';
import { Reputation } from './reputation.js';
import type { PoolSettings } from './poolSettings.js';

/** Addresses of our own that are remembered. */
const MAX_OURSELVES = 100;

/** A peer that leaves sooner after its handshake counts as a failure: otherwise one that ends every connection would be dialled all the time. */
const PROVED_AFTER_MS = 60_000;

/** What a pool knows of addresses, and what it concludes from how connections end: whom to dial next, whom to avoid, and until when. */
export class PeerSelector {
  readonly book: AddressBook;
  readonly reputation: Reputation;
  private readonly ownKeys = new MruSet<string>(MAX_OURSELVES);

  /** @param onChange a discouragement or a ban has ended */
  constructor(
    private readonly settings: PoolSettings,
    onChange: () => void,
  ) {
    const { addressBookCapacity: capacity, fixed, random } = settings;
    this.book = new AddressBook({ capacity, random });
    this.reputation = new Reputation({ ...settings, onChange });
    for (const address of fixed) this.book.addFixed(address);
  }

  /** Whom to dial, besides those that we are connected with. */
  choose(taken: ReadonlyMap<string, Slot>, inboundHosts: ReadonlyMap<string, unknown>): Choice {
    const { connectOnly, peer, random, scheduler } = this.settings;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    const connected = [...taken.values()].map(({ entry }) => entry.address);
    const groups = new Set(connected.map(({ group }) => group));
    const hosts = new Set(connected.map(({ hostKey }) => hostKey));
    const { requiredServices } = peer;
    return chooseCandidate(this.book, {
      nowMs,
      random,
      isExcluded: ({ address, services }) =>
        taken.has(address.key) ||
        (connectOnly && !this.book.fixed.has(address.key)) ||
        this.ownKeys.has(address.key) ||
        (hosts.has(address.hostKey) && !this.mayShareHost(address)) ||
        // 0n: nobody has told us its services.
        (services !== 0n && !offersRequired(services, requiredServices)),
      // Discouragement and bans end at a time of day, backoffs after a duration.
      notBeforeMs: ({ address: { hostKey }, notBeforeMs }) =>
        Math.max(notBeforeMs, nowMs + (this.reputation.avoidedUntilMs(hostKey, wallMs) - wallMs)),
      isCrowded: ({ address }) => groups.has(address.group) || inboundHosts.has(address.hostKey),
    });
  }

  hear(heard: readonly HeardAddress[], source: string): void {
    for (const each of heard) this.book.hear(each, source);
  }

  /** The handshake with the address completed. */
  made({ address }: BookEntry, services: bigint): void {
    this.book.good(address.key, services, wallClockMs(this.settings.scheduler));
  }

  /** @param isOnline whether we are connected with another peer: otherwise the failure may be that of our own network */
  ended({ address }: BookEntry, { error, peer, reason, stayedMs }: PeerEnd, isOnline: boolean): void {
    const { backoff, random, scheduler } = this.settings;
    const { key } = address;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    this.judge(address, reason);
    if (isSelfConnection(error)) this.ourselves(key);
    if (peer !== undefined && (stayedMs >= PROVED_AFTER_MS || reason?.by === 'local')) this.book.proved(key, wallMs);
    const entry = this.book.failed(key, wallMs, isOnline);
    if (entry !== undefined) entry.notBeforeMs = nowMs + backoffMs(entry.failures, backoff, random);
  }

  /** Discourages the host if its peer misbehaved. */
  judge(host: RemoteHost, reason: CloseReason | undefined): void {
    if (reason?.by === 'fault' && isMisbehaviour(reason)) this.reputation.discourage(host, reason.error);
  }

  /** An address has turned out to be our own: it is not dialled again. */
  ourselves(key: string): void {
    this.ownKeys.add(key);
    const known = this.book.find(key);
    if (known !== undefined) this.book.remove(known);
  }

  /**
   * Whether several of our connections may lead to the host of an address: only if the user named it, and on loopback, where local
   * networks have all their nodes. Elsewhere gossip could direct all our connections to one host.
   */
  private mayShareHost({ group, key }: PeerAddress): boolean {
    return group === LOOPBACK_GROUP || this.book.fixed.has(key);
  }
}
