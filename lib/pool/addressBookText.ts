import type { BookEntry } from './addressBook.js';
import { peerAddressOf } from './peerAddress.js';

/** What is kept of a pool from one run to the next. */
export interface SavedBook {
  /** The network's name: an address of one is of no use on another. */
  readonly network: string;
  readonly entries: readonly BookEntry[];
  readonly bans: readonly (readonly [who: string, untilMs: number])[];
}

const FORMAT = 'rxpeer address book';
const VERSION = 1;

/** What one line has at most: a group's name of 253 characters twice, and the numbers. A longer file is none of ours. */
export const MAX_LINE_BYTES = 1000;

/**
 * A book as text: JSON, one address a line.
 *
 *     {"format":"rxpeer address book","version":1,"network":"bitcoin.mainnet","addresses":[
 *     {"address":"1.2.3.4:8333","source":"ipv4:5.6","services":"1033","lastSeenMs":…,"lastGoodMs":…,"failures":0},
 *     …
 *     ],"bans":[
 *     ["6.6.6.6:8333",…],
 *     …
 *     ]}
 *
 * `lastGoodMs` is 0 for an address that was only heard of; times are those of the Unix epoch. A ban tells until when.
 */
export function bookToText({ network, entries, bans }: SavedBook): string {
  const addresses = entries.map(({ address, failures, lastGoodMs, lastSeenMs, services, source }) =>
    JSON.stringify({
      address: address.key,
      source,
      services: String(services),
      lastSeenMs: Math.round(lastSeenMs),
      lastGoodMs: Math.round(lastGoodMs),
      failures,
    }),
  );
  const banned = bans.map(([who, untilMs]) => JSON.stringify([who, Math.round(untilMs)]));
  const head = JSON.stringify({ format: FORMAT, version: VERSION, network }).slice(0, -1);
  return `${head},"addresses":[\n${addresses.join(',\n')}\n],"bans":[\n${banned.join(',\n')}\n]}\n`;
}

/** The book in such a text. Errors with what is wrong, when anything is: half a book is none. */
export function bookOfText(text: string): SavedBook {
  const root = record(JSON.parse(text), 'book');
  if (root.format !== FORMAT) throw new Error('not an address book');
  if (root.version !== VERSION) throw new Error(`version ${JSON.stringify(root.version)}, ${VERSION} expected`);
  if (typeof root.network !== 'string') throw new Error('network is no text');
  return {
    network: root.network,
    entries: array(root.addresses, 'addresses').map(entryOf),
    bans: array(root.bans, 'bans').map((ban, i) => {
      const [who, untilMs] = array(ban, `bans/${i}`);
      if (typeof who !== 'string') throw new Error(`bans/${i} is of nobody`);
      return [who, timeOf(untilMs, `bans/${i}`)] as const;
    }),
  };
}

function entryOf(value: unknown, i: number): BookEntry {
  const path = `addresses/${i}`;
  const saved = record(value, path);
  const address = typeof saved.address === 'string' ? peerAddressOf(saved.address) : undefined;
  if (address === undefined) throw new Error(`${path}/address is none`);
  if (typeof saved.source !== 'string') throw new Error(`${path}/source is no text`);
  if (typeof saved.services !== 'string' || !/^\d{1,20}$/.test(saved.services)) {
    throw new Error(`${path}/services is no number`);
  }
  return {
    address,
    source: saved.source,
    services: BigInt(saved.services),
    lastSeenMs: timeOf(saved.lastSeenMs, `${path}/lastSeenMs`),
    lastGoodMs: timeOf(saved.lastGoodMs, `${path}/lastGoodMs`),
    failures: timeOf(saved.failures, `${path}/failures`),
    notBeforeMs: 0,
  };
}

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${path} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function array(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${path} is no list`);
  return value;
}

function timeOf(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error(`${path} is no whole number`);
  return value as number;
}
