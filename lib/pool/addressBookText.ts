import { remoteHostOf } from '../address/remoteHost.js';
import type { BookEntry } from './addressBook.js';
import type { AvoidedHost } from './avoidedHosts.js';
import { peerAddressOf } from './peerAddress.js';

/** What is kept of a pool from one run to the next. */
export interface SavedBook {
  /** The network's name: addresses of one network are useless on another. */
  readonly network: string;
  readonly entries: readonly BookEntry[];
  readonly avoided: readonly AvoidedHost[];
}

const FORMAT = 'rxpeer address book';
const VERSION = 2;

/** The most bytes of one line: a name of 253 characters twice, or a reason of 100 escaped characters, and the numbers. */
export const MAX_LINE_BYTES = 1000;

/**
 * A book as text: JSON, one address a line.
 *
 *     {"format":"rxpeer address book","version":2,"network":"bitcoin.mainnet","addresses":[
 *     {"address":"1.2.3.4:8333","source":"ipv4:5.6","services":"1033","lastSeenMs":…,"lastGoodMs":…,"failures":0},
 *     …
 *     ],"avoided":[
 *     {"host":"6.6.6.6","kind":"discouraged","code":"LIMIT_EXCEEDED","text":"…","sinceMs":…,"untilMs":…},
 *     …
 *     ]}
 *
 * `lastGoodMs` is 0 for an address that was only heard of. Times are milliseconds of the Unix epoch.
 */
export function bookToText({ network, entries, avoided }: SavedBook): string {
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
  const hosts = avoided.map(({ host, kind, reason, sinceMs, untilMs }) =>
    JSON.stringify({ host, kind, ...reason, sinceMs: Math.round(sinceMs), untilMs: Math.round(untilMs) }),
  );
  const head = JSON.stringify({ format: FORMAT, version: VERSION, network }).slice(0, -1);
  return `${head},"addresses":[\n${addresses.join(',\n')}\n],"avoided":[\n${hosts.join(',\n')}\n]}\n`;
}

/**
 * The book in such a text, or in one of version 1, whose bans become discouragements. Throws an Error that says what is wrong if anything
 * is: half a book is none.
 */
export function bookOfText(text: string): SavedBook {
  const root = record(JSON.parse(text), 'book');
  const { network, version } = root;
  if (root.format !== FORMAT) throw new Error('not an address book');
  if (version !== 1 && version !== VERSION)
    throw new Error(`version ${JSON.stringify(version)}, 1 or ${VERSION} expected`);
  if (typeof network !== 'string') throw new Error('network is no text');
  return {
    network,
    entries: array(root.addresses, 'addresses').map(entryOf),
    avoided:
      version === 1 ? array(root.bans, 'bans').map(discouragedOfBan) : array(root.avoided, 'avoided').map(avoidedOf),
  };
}

function avoidedOf(value: unknown, i: number): AvoidedHost {
  const path = `avoided/${i}`;
  const { code, host, kind, sinceMs, text, untilMs } = record(value, path);
  if (typeof host !== 'string') throw new Error(`${path}/host is no text`);
  if (kind !== 'discouraged' && kind !== 'banned') throw new Error(`${path}/kind is unknown`);
  if (typeof code !== 'string') throw new Error(`${path}/code is no text`);
  if (typeof text !== 'string') throw new Error(`${path}/text is no text`);
  const times = { sinceMs: timeOf(sinceMs, `${path}/sinceMs`), untilMs: timeOf(untilMs, `${path}/untilMs`) };
  return { host, kind, reason: { code, text }, ...times };
}

/** Version 1 has pairs of an address (`host:port` if we dialled it, else the host) and the time until when it was banned. */
function discouragedOfBan(value: unknown, i: number): AvoidedHost {
  const path = `bans/${i}`;
  const [who, untilMs] = array(value, path);
  if (typeof who !== 'string') throw new Error(`${path} is of nobody`);
  return {
    host: remoteHostOf(who).hostKey,
    kind: 'discouraged',
    reason: { code: 'UNKNOWN', text: 'banned by an earlier version' },
    sinceMs: 0,
    untilMs: timeOf(untilMs, path),
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
