import { AddressTable } from './addressTable.js';
import type { PeerAddress } from './peerAddress.js';
import { RandomSet } from '../collections/randomSet.js';

/** An address, and what we know of it. The book changes it, and nobody else. */
export interface BookEntry {
  readonly address: PeerAddress;
  /** Who told of it first: the group of a peer, or a DNS seed. */
  readonly source: string;
  services: bigint;
  /** When somebody has last seen it, as far as we were told. */
  lastSeenMs: number;
  /** When its handshake was last made; 0 for never. */
  lastGoodMs: number;
  /** In a row, since then. */
  failures: number;
  /** It is left alone until then. */
  notBeforeMs: number;
}

/** An address that somebody tells. */
export interface HeardAddress {
  readonly address: PeerAddress;
  readonly services: bigint;
  readonly lastSeenMs: number;
}

export interface AddressBookOptions {
  /** How many addresses are kept, besides those that the user has given. */
  capacity: number;
  random: (bytes: number) => Uint8Array;
}

/** As in Bitcoin Core, where the table of tried addresses has a quarter of the places of the new one (addrman_impl.h). */
const TRIED_SHARE = 1 / 5;

/** Bitcoin Core (addrman_impl.h): 64 of 1024 buckets of new addresses for all that one group of peers tells. */
const SOURCE_SHARE = 1 / 16;

/** How many failures in a row cost an address that was never good its place (Bitcoin Core, addrman.cpp ADDRMAN_RETRIES). */
const MAX_FAILURES_FRESH = 3;

/** And one that was, when that was this long ago (ADDRMAN_MAX_FAILURES, ADDRMAN_MIN_FAIL). */
const MAX_FAILURES_TRIED = 10;
const MIN_FAILING_MS = 7 * 86_400_000;

/**
 * The addresses that a pool knows, without I/O and without a clock. Those that were only heard of (`fresh`) and those whose handshake was
 * made once (`tried`) are kept apart, so no flood of gossip can push out what is known good.
 *
 * At most `capacity` in all, a fifth of them tried. One source fills at most a sixteenth of the fresh ones: beyond that it replaces its
 * own, by chance. A full table gives up one of its largest group, by chance; what leaves `tried` is fresh again. The user's own
 * (`fixed`) stay.
 */
export class AddressBook {
  readonly fixed = new Map<string, BookEntry>();
  readonly fresh: AddressTable;
  readonly tried: AddressTable;
  private readonly bySource = new Map<string, RandomSet<BookEntry>>();
  private readonly maxOfSource: number;
  private readonly random: (bytes: number) => Uint8Array;

  constructor({ capacity, random }: AddressBookOptions) {
    const triedCapacity = Math.max(1, Math.floor(capacity * TRIED_SHARE));
    this.tried = new AddressTable(triedCapacity, random);
    this.fresh = new AddressTable(capacity - triedCapacity, random);
    this.maxOfSource = Math.max(1, Math.floor(this.fresh.capacity * SOURCE_SHARE));
    this.random = random;
  }

  /** Those that were good once, the user's among them. */
  get triedCount(): number {
    return this.tried.size + this.fixedGoodCount;
  }

  /** The others. */
  get freshCount(): number {
    return this.fresh.size + this.fixed.size - this.fixedGoodCount;
  }

  find(key: string): BookEntry | undefined {
    return this.fixed.get(key) ?? this.tried.find(key) ?? this.fresh.find(key);
  }

  /** An address that the user has given. */
  addFixed(address: PeerAddress): void {
    const known = this.find(address.key);
    if (known !== undefined) this.remove(known);
    this.fixed.set(address.key, known ?? entryOf({ address, services: 0n, lastSeenMs: 0 }, 'user'));
  }

  /** Takes note of an address; of one that is known, of what is newer. */
  hear(heard: HeardAddress, source: string): void {
    const known = this.find(heard.address.key);
    if (known === undefined) this.addFresh(entryOf(heard, source));
    else if (heard.lastSeenMs > known.lastSeenMs) {
      known.lastSeenMs = heard.lastSeenMs;
      known.services |= heard.services;
    }
  }

  /** Its handshake was made. */
  good(key: string, services: bigint, nowMs: number): void {
    const entry = this.find(key);
    if (entry === undefined) return;
    entry.services = services;
    entry.lastSeenMs = nowMs;
    entry.lastGoodMs = nowMs;
    if (this.fresh.find(key) === entry) {
      this.removeFresh(entry);
      this.addTried(entry);
    }
  }

  /** It has stayed until now: its failures are forgotten. */
  proved(key: string, nowMs: number): void {
    const entry = this.find(key);
    if (entry === undefined) return;
    entry.failures = 0;
    entry.lastGoodMs = nowMs;
    entry.lastSeenMs = nowMs;
  }

  /**
   * It could not be reached, or did not stay.
   *
   * @param isTelling whether that tells of the address: not where our own way out may be broken
   */
  failed(key: string, nowMs: number, isTelling: boolean): BookEntry | undefined {
    const entry = this.find(key);
    if (entry === undefined) return undefined;
    entry.failures += 1;
    if (isTelling && isHopeless(entry, nowMs)) this.remove(entry);
    return entry;
  }

  /** The user's own stay. */
  remove(entry: BookEntry): void {
    this.tried.delete(entry);
    this.removeFresh(entry);
  }

  /** Puts an entry where it was when the book was saved. */
  restore(entry: BookEntry): void {
    if (this.find(entry.address.key) !== undefined) return;
    if (entry.lastGoodMs > 0) this.addTried(entry);
    else this.addFresh(entry);
  }

  private get fixedGoodCount(): number {
    let count = 0;
    for (const { lastGoodMs } of this.fixed.values()) if (lastGoodMs > 0) count += 1;
    return count;
  }

  private addTried(entry: BookEntry): void {
    const pushedOut = this.tried.isFull ? this.tried.drawFromLargestGroup() : undefined;
    if (pushedOut !== undefined) this.tried.delete(pushedOut);
    this.tried.add(entry);
    if (pushedOut !== undefined) this.addFresh(pushedOut);
  }

  private addFresh(entry: BookEntry): void {
    const ofSource = this.bySource.get(entry.source);
    if (ofSource !== undefined && ofSource.size >= this.maxOfSource) this.removeFresh(ofSource.draw(this.random)!);
    else if (this.fresh.isFull) this.removeFresh(this.fresh.drawFromLargestGroup()!);
    this.fresh.add(entry);
    const siblings = this.bySource.get(entry.source) ?? new RandomSet();
    this.bySource.set(entry.source, siblings);
    siblings.add(entry);
  }

  private removeFresh(entry: BookEntry): void {
    this.fresh.delete(entry);
    const siblings = this.bySource.get(entry.source);
    siblings?.delete(entry);
    if (siblings?.size === 0) this.bySource.delete(entry.source);
  }
}

function entryOf({ address, services, lastSeenMs }: HeardAddress, source: string): BookEntry {
  return { address, source, services, lastSeenMs, lastGoodMs: 0, failures: 0, notBeforeMs: 0 };
}

function isHopeless({ failures, lastGoodMs }: BookEntry, nowMs: number): boolean {
  if (lastGoodMs === 0) return failures >= MAX_FAILURES_FRESH;
  return failures >= MAX_FAILURES_TRIED && nowMs - lastGoodMs >= MIN_FAILING_MS;
}
