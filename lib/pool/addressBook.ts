import { AddressTable } from './addressTable.js';
import type { AddressBookEntry, DiscoveredAddress } from './addressBookEntry.js';
import type { PeerAddress } from './peerAddress.js';
import { RandomSet } from '../collections/randomSet.js';

export interface AddressBookOptions {
  /** The maximum number of addresses. Addresses that the user named are not counted. */
  capacity: number;
  random: (bytes: number) => Uint8Array;
}

/** Bitcoin Core (addrman_impl.h): 256 buckets for tried addresses, 1024 for new ones. */
const TRIED_SHARE = 1 / 5;

/** Bitcoin Core (addrman_impl.h): 64 of 1024 buckets of new addresses for all peers of one source group. */
const SOURCE_SHARE = 1 / 16;

/** Consecutive failures after which an address that we never connected to is removed (Bitcoin Core, addrman.cpp ADDRMAN_RETRIES). */
const MAX_FAILURES_FRESH = 3;

/**
 * Consecutive failures after which an address that we connected to is removed, if the last connection is also at least MIN_FAILING_MS ago
 * (Bitcoin Core, addrman.cpp ADDRMAN_MAX_FAILURES, ADDRMAN_MIN_FAIL).
 */
const MAX_FAILURES_TRIED = 10;
const MIN_FAILING_MS = 7 * 86_400_000;

/**
 * The addresses that a pool knows. Has no I/O and no clock.
 *
 * Each entry is in one of three tables: `fixed` (named by the user, never evicted), `tried` (a handshake has completed), or `fresh` (never
 * connected). A fresh entry becomes tried by `markConnected`. So gossip cannot evict addresses that we have connected to.
 *
 * Bounds: `capacity` in all, 1/5 of it for `tried`. One source has at most 1/16 of `fresh`: beyond that a random address of the same source is
 * evicted. A full table evicts a random address of its largest network group; an address evicted from `tried` becomes fresh again.
 */
export class AddressBook {
  readonly fixed = new Map<string, AddressBookEntry>();
  readonly fresh: AddressTable;
  readonly tried: AddressTable;
  private readonly freshBySource = new Map<string, RandomSet<AddressBookEntry>>();
  private readonly maxPerSource: number;
  private readonly random: (bytes: number) => Uint8Array;

  constructor({ capacity, random }: AddressBookOptions) {
    const triedCapacity = Math.max(1, Math.floor(capacity * TRIED_SHARE));
    this.tried = new AddressTable(triedCapacity, random);
    this.fresh = new AddressTable(capacity - triedCapacity, random);
    this.maxPerSource = Math.max(1, Math.floor(this.fresh.capacity * SOURCE_SHARE));
    this.random = random;
  }

  /** The number of addresses that we have connected to, `fixed` ones included. */
  get triedCount(): number {
    return this.tried.size + this.fixedTriedCount;
  }

  /** The number of addresses that we have never connected to, `fixed` ones included. */
  get freshCount(): number {
    return this.fresh.size + this.fixed.size - this.fixedTriedCount;
  }

  find(key: string): AddressBookEntry | undefined {
    return this.fixed.get(key) ?? this.tried.find(key) ?? this.fresh.find(key);
  }

  /** Adds an address that the user has named. */
  addFixed(address: PeerAddress): void {
    const known = this.find(address.key);
    if (known !== undefined) this.remove(known);
    this.fixed.set(address.key, known ?? newEntry({ address, services: 0n, lastSeenMs: 0 }, 'user'));
  }

  /** Adds a reported address. If the address is known and the report is newer, updates its services and its time. */
  addDiscovered(discovered: DiscoveredAddress, source: string): void {
    const known = this.find(discovered.address.key);
    if (known === undefined) this.addFresh(newEntry(discovered, source));
    else if (discovered.lastSeenMs > known.lastSeenMs) {
      known.lastSeenMs = discovered.lastSeenMs;
      known.services |= discovered.services;
    }
  }

  /** Records a completed handshake. */
  markConnected(key: string, services: bigint, nowMs: number, transport?: 1 | 2): void {
    const entry = this.find(key);
    if (entry === undefined) return;
    entry.services = services;
    entry.transport = transport;
    entry.lastSeenMs = nowMs;
    entry.lastGoodMs = nowMs;
    if (this.fresh.find(key) === entry) {
      this.removeFresh(entry);
      this.addTried(entry);
    }
  }

  /** Records that a connection lasted until now, which resets the number of failures. */
  markStable(key: string, nowMs: number): void {
    const entry = this.find(key);
    if (entry === undefined) return;
    entry.failures = 0;
    entry.lastGoodMs = nowMs;
    entry.lastSeenMs = nowMs;
  }

  /**
   * Records that the address could not be reached, or that a connection has ended.
   *
   * @param mayRemove whether too many failures remove the address: false while the cause may be our own network
   */
  recordFailure(key: string, nowMs: number, mayRemove: boolean): AddressBookEntry | undefined {
    const entry = this.find(key);
    if (entry === undefined) return undefined;
    entry.failures += 1;
    if (mayRemove && hasFailedTooOften(entry, nowMs)) this.remove(entry);
    return entry;
  }

  /** Removes an address, unless the user has named it. */
  remove(entry: AddressBookEntry): void {
    this.tried.delete(entry);
    this.removeFresh(entry);
  }

  /** Adds an entry of a saved book to the table in which it was. */
  restore(entry: AddressBookEntry): void {
    if (this.find(entry.address.key) !== undefined) return;
    if (entry.lastGoodMs > 0) this.addTried(entry);
    else this.addFresh(entry);
  }

  private get fixedTriedCount(): number {
    let count = 0;
    for (const { lastGoodMs } of this.fixed.values()) if (lastGoodMs > 0) count += 1;
    return count;
  }

  private addTried(entry: AddressBookEntry): void {
    const evicted = this.tried.isFull ? this.tried.drawFromLargestGroup() : undefined;
    if (evicted !== undefined) this.tried.delete(evicted);
    this.tried.add(entry);
    if (evicted !== undefined) this.addFresh(evicted);
  }

  private addFresh(entry: AddressBookEntry): void {
    const sameSource = this.freshBySource.get(entry.source) ?? new RandomSet();
    if (sameSource.size >= this.maxPerSource) this.removeFresh(sameSource.draw(this.random)!);
    else if (this.fresh.isFull) this.removeFresh(this.fresh.drawFromLargestGroup()!);
    this.fresh.add(entry);
    sameSource.add(entry);
    // After the removal, which deletes the set of a source when it is empty.
    this.freshBySource.set(entry.source, sameSource);
  }

  private removeFresh(entry: AddressBookEntry): void {
    this.fresh.delete(entry);
    const sameSource = this.freshBySource.get(entry.source);
    sameSource?.delete(entry);
    if (sameSource?.size === 0) this.freshBySource.delete(entry.source);
  }
}

function newEntry({ address, services, lastSeenMs }: DiscoveredAddress, source: string): AddressBookEntry {
  return { address, source, services, lastSeenMs, lastGoodMs: 0, failures: 0, notBeforeMs: 0 };
}

function hasFailedTooOften({ failures, lastGoodMs }: AddressBookEntry, nowMs: number): boolean {
  if (lastGoodMs === 0) return failures >= MAX_FAILURES_FRESH;
  return failures >= MAX_FAILURES_TRIED && nowMs - lastGoodMs >= MIN_FAILING_MS;
}
