import { LOOPBACK_GROUP } from '../address/networkGroup.js';
import type { RemoteHost } from '../address/remoteHost.js';
import { wallClockMs } from '../base/clock.js';
import { offersRequired } from '../protocol/handshake/remoteVersion.js';
import { MruSet } from '../collections/mruSet.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { ReadyPeer } from '../peer/peer.js';
import { AddressBook } from './addressBook.js';
import type { AddressBookEntry, DiscoveredAddress } from './addressBookEntry.js';
import { backoffMs } from './backoff.js';
import { chooseCandidate, type CandidateChoice } from './candidates.js';
import { isMisbehaviour, isProxyFailure, isSelfConnection } from './misbehaviour.js';
import type { PeerEnd } from './trackPeer.js';
import type { PeerAddress } from './peerAddress.js';
import type { OutboundSlot } from './outboundSlots.js';
import { Reputation } from './reputation.js';
import type { PoolSettings } from './poolSettings.js';

/** The number of our own addresses that are stored; beyond it the least recently used is evicted. */
const MAX_OWN_ADDRESSES = 100;

/**
 * A connection that ends sooner after its handshake counts as a failure: otherwise a node that closes every connection would be dialled all the
 * time.
 */
const STABLE_AFTER_MS = 60_000;

/** Chooses the address to dial next. Records in the address book and in the reputation how each connection ended. */
export class PeerSelector {
  readonly book: AddressBook;
  readonly reputation: Reputation;
  private readonly ownAddresses = new MruSet<string>(MAX_OWN_ADDRESSES);

  /** @param onChange called when a discouragement or a ban has ended */
  constructor(
    private readonly settings: PoolSettings,
    onChange: () => void,
  ) {
    const { addressBookCapacity: capacity, fixed, random } = settings;
    this.book = new AddressBook({ capacity, random });
    this.reputation = new Reputation({ ...settings, onChange });
    for (const address of fixed) this.book.addFixed(address);
  }

  /**
   * The address to dial next.
   *
   * @param used the outbound slots in use, by address key
   * @param inboundHosts the host keys of inbound connections
   */
  chooseCandidate(
    used: ReadonlyMap<string, OutboundSlot>,
    inboundHosts: ReadonlyMap<string, unknown>,
  ): CandidateChoice {
    const { connectOnly, peer, random, scheduler } = this.settings;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    const connected = [...used.values()].map(({ entry }) => entry.address);
    const groups = new Set(connected.map(({ group }) => group));
    const hosts = new Set(connected.map(({ hostKey }) => hostKey));
    const { requiredServices } = peer;
    return chooseCandidate(this.book, {
      nowMs,
      random,
      isExcluded: ({ address, services }) =>
        used.has(address.key) ||
        (connectOnly && !this.book.fixed.has(address.key)) ||
        this.ownAddresses.has(address.key) ||
        (hosts.has(address.hostKey) && !this.mayShareHost(address)) ||
        // 0n: the services are unknown.
        (services !== 0n && !offersRequired(services, requiredServices)),
      // Discouragements and bans end at a time of day, backoffs after a duration.
      notBeforeMs: ({ address: { hostKey }, notBeforeMs }) =>
        Math.max(notBeforeMs, nowMs + (this.reputation.avoidedUntilMs(hostKey, wallMs) - wallMs)),
      isInUsedGroup: ({ address }) => groups.has(address.group) || inboundHosts.has(address.hostKey),
    });
  }

  addDiscovered(addresses: readonly DiscoveredAddress[], source: string): void {
    for (const address of addresses) this.book.addDiscovered(address, source);
  }

  /** Records that the handshake with an address completed. */
  recordConnected({ address }: AddressBookEntry, { remote, transport }: ReadyPeer): void {
    const nowMs = wallClockMs(this.settings.scheduler);
    this.book.markConnected(address.key, remote.services, nowMs, transport?.version);
  }

  /**
   * Records the end of a connection or a failed dial, and sets the pause before the next dial.
   *
   * @param isOnline whether we have another outbound peer; otherwise our own network may be the cause, and the failure removes no address
   */
  recordEnd({ address }: AddressBookEntry, { error, peer, reason, readyForMs }: PeerEnd, isOnline: boolean): void {
    const { backoff, random, scheduler } = this.settings;
    const { key } = address;
    const nowMs = scheduler.now();
    const wallMs = wallClockMs(scheduler, nowMs);
    if (isProxyFailure(error)) {
      this.postpone(key, nowMs);
      return;
    }
    this.discourageIfMisbehaved(address, reason);
    if (isSelfConnection(error)) this.addOwnAddress(key);
    const isStable = peer !== undefined && (readyForMs >= STABLE_AFTER_MS || reason?.by === 'local');
    if (isStable) this.book.markStable(key, wallMs);
    const entry = this.book.recordFailure(key, wallMs, isOnline);
    if (entry !== undefined) entry.notBeforeMs = nowMs + backoffMs(entry.failures, backoff, random);
  }

  /** Sets the shortest pause without counting a failure: if the proxy cannot be used, the cause is not the address. */
  private postpone(key: string, nowMs: number): void {
    const { backoff, random } = this.settings;
    const entry = this.book.find(key);
    if (entry !== undefined) entry.notBeforeMs = nowMs + backoffMs(1, backoff, random);
  }

  discourageIfMisbehaved(host: RemoteHost, reason: CloseReason | undefined): void {
    if (reason?.by === 'fault' && isMisbehaviour(reason)) this.reputation.discourage(host, reason.error);
  }

  /** Stores an address as our own, so that it is not dialled again. */
  addOwnAddress(key: string): void {
    this.ownAddresses.add(key);
    const known = this.book.find(key);
    if (known !== undefined) this.book.remove(known);
  }

  /**
   * Whether we may have several connections to the host of an address: only if the user named the address, and on loopback, where a local test
   * network has all its nodes. Elsewhere gossip could direct all our connections to one host.
   */
  private mayShareHost({ group, key }: PeerAddress): boolean {
    return group === LOOPBACK_GROUP || this.book.fixed.has(key);
  }
}
