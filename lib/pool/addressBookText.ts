import { remoteHostOf } from '../address/remoteHost.js';
import type { AddressBookEntry } from './addressBookEntry.js';
import type { AvoidedHost } from './avoidedHosts.js';
import { peerAddressOf } from './peerAddress.js';

/** The state of a pool that is saved between runs. */
export interface SavedAddressBook {
  /** The name of the network to which the addresses belong. */
  readonly network: string;
  readonly entries: readonly AddressBookEntry[];
  readonly avoided: readonly AvoidedHost[];
}

const FORMAT = 'rxpeer address book';
const VERSION = 2;

/** The maximum length of one line: two names of 253 characters, or a reason of 100 escaped characters, and the numbers. */
export const MAX_LINE_BYTES = 1000;

/**
 * Formats an address book as JSON with one address per line.
 *
 *     {"format":"rxpeer address book","version":2,"network":"bitcoin.mainnet","addresses":[
 *     {"address":"1.2.3.4:8333","source":"ipv4:5.6","services":"1033","lastSeenMs":…,"lastGoodMs":…,"failures":0},
 *     …
 *     ],"avoided":[
 *     {"host":"6.6.6.6","kind":"discouraged","code":"LIMIT_EXCEEDED","text":"…","sinceMs":…,"untilMs":…},
 *     …
 *     ]}
 *
 * `transport`, 1 or 2, is the transport of the last handshake; absent before the first. `lastGoodMs` is 0 for an address that we never
 * connected to. Times are milliseconds since 1970.
 */
export function formatAddressBook({ network, entries, avoided }: SavedAddressBook): string {
  const addresses = entries.map(({ address, failures, lastGoodMs, lastSeenMs, services, source, transport }) =>
    JSON.stringify({
      address: address.key,
      source,
      services: String(services),
      lastSeenMs: Math.round(lastSeenMs),
      lastGoodMs: Math.round(lastGoodMs),
      failures,
      transport,
    }),
  );
  const hosts = avoided.map(({ host, kind, reason, sinceMs, untilMs }) =>
    JSON.stringify({ host, kind, ...reason, sinceMs: Math.round(sinceMs), untilMs: Math.round(untilMs) }),
  );
  const head = JSON.stringify({ format: FORMAT, version: VERSION, network }).slice(0, -1);
  return `${head},"addresses":[\n${addresses.join(',\n')}\n],"avoided":[\n${hosts.join(',\n')}\n]}\n`;
}

/**
 * Parses an address book of version 2 or 1; the bans of version 1 become discouragements. Throws an Error that names the first invalid field:
 * a damaged book is not used in part.
 */
export function parseAddressBook(text: string): SavedAddressBook {
  const root = requireRecord(JSON.parse(text), 'book');
  const { network, version } = root;
  if (root.format !== FORMAT) throw new Error('not an address book');
  if (version !== 1 && version !== VERSION)
    throw new Error(`version ${JSON.stringify(version)}, 1 or ${VERSION} expected`);
  if (typeof network !== 'string') throw new Error('network is not a text');
  return {
    network,
    entries: requireList(root.addresses, 'addresses').map(parseEntry),
    avoided:
      version === 1
        ? requireList(root.bans, 'bans').map(parseBan)
        : requireList(root.avoided, 'avoided').map(parseAvoided),
  };
}

function parseAvoided(value: unknown, i: number): AvoidedHost {
  const path = `avoided/${i}`;
  const { code, host, kind, sinceMs, text, untilMs } = requireRecord(value, path);
  if (typeof host !== 'string') throw new Error(`${path}/host is not a text`);
  if (kind !== 'discouraged' && kind !== 'banned') throw new Error(`${path}/kind is unknown`);
  if (typeof code !== 'string') throw new Error(`${path}/code is not a text`);
  if (typeof text !== 'string') throw new Error(`${path}/text is not a text`);
  const times = { sinceMs: wholeNumber(sinceMs, `${path}/sinceMs`), untilMs: wholeNumber(untilMs, `${path}/untilMs`) };
  return { host, kind, reason: { code, text }, ...times };
}

/** Version 1 has pairs of an address (`host:port` if we dialled it, else the host) and the end of the ban. */
function parseBan(value: unknown, i: number): AvoidedHost {
  const path = `bans/${i}`;
  const [banned, untilMs] = requireList(value, path);
  if (typeof banned !== 'string') throw new Error(`${path}/0 is not a text`);
  return {
    host: remoteHostOf(banned).hostKey,
    kind: 'discouraged',
    reason: { code: 'UNKNOWN', text: 'banned by an earlier version' },
    sinceMs: 0,
    untilMs: wholeNumber(untilMs, path),
  };
}

function parseEntry(value: unknown, i: number): AddressBookEntry {
  const path = `addresses/${i}`;
  const saved = requireRecord(value, path);
  const address = typeof saved.address === 'string' ? peerAddressOf(saved.address) : undefined;
  if (address === undefined) throw new Error(`${path}/address is not an address`);
  if (typeof saved.source !== 'string') throw new Error(`${path}/source is not a text`);
  if (typeof saved.services !== 'string' || !/^\d{1,20}$/.test(saved.services)) {
    throw new Error(`${path}/services is not a number`);
  }
  return {
    address,
    source: saved.source,
    services: BigInt(saved.services),
    lastSeenMs: wholeNumber(saved.lastSeenMs, `${path}/lastSeenMs`),
    lastGoodMs: wholeNumber(saved.lastGoodMs, `${path}/lastGoodMs`),
    failures: wholeNumber(saved.failures, `${path}/failures`),
    notBeforeMs: 0,
    ...(saved.transport === 1 || saved.transport === 2 ? { transport: saved.transport } : {}),
  };
}

function requireRecord(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${path} is not an object`);
  return value as Readonly<Record<string, unknown>>;
}

function requireList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${path} is not a list`);
  return value;
}

function wholeNumber(value: unknown, path: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error(`${path} is not a whole number`);
  return value as number;
}
