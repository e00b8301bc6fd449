import { show } from '../../../base/show.js';
import { isMonitorName } from '../monitorName.js';
import { NatsError } from '../natsError.js';

/**
 * The size of every record in bytes; a longer one is not padded. Records of one size fill a stream exactly: see `maxBytesOfRecords`. The
 * longest record of a monitor with a short name and an IPv6 address has about 150 bytes.
 */
export const RECORD_BYTES = 256;

/** A longer payload is not parsed. Names and addresses of the longest permitted length need less. */
export const MAX_RECORD_BYTES = 4096;

/** Maximum length of an address in a record, in UTF-16 code units: a host name has at most 253, and a port follows. */
const MAX_ADDRESS_CHARACTERS = 260;

/**
 * The message of a hash in the stream of first sightings: it names the monitor that saw the hash first. Its payload is JSON,
 * `{"v":1,"monitor":"zurich","peer":7,"address":"192.0.2.1:8333","atMs":1700000000000.125}`, followed by spaces up to 256 bytes.
 */
export interface FirstSeenRecord {
  /** The name of the monitor that published first, 1 to 100 characters. */
  readonly monitor: string;
  /** Number of the peer that announced the hash, unique in the process of that monitor. */
  readonly peer: number;
  /** `host:port` of that peer, at most 260 characters. */
  readonly address: string;
  /** When that monitor received the announcement, by the clock of that monitor, in milliseconds since 1970. */
  readonly atMs: number;
}

/** The payload of a record. The caller owns it. */
export function encodeFirstSeenRecord({ monitor, peer, address, atMs }: FirstSeenRecord): Uint8Array {
  const record = { v: 1, monitor, peer, address: address.slice(0, MAX_ADDRESS_CHARACTERS), atMs };
  const json = new TextEncoder().encode(JSON.stringify(record));
  if (json.length >= RECORD_BYTES) return json;
  const padded = new Uint8Array(RECORD_BYTES).fill(0x20);
  padded.set(json);
  return padded;
}

/** Parses a payload, which any client of the server may have published. Errors with NatsError `BAD_PAYLOAD`. Fields that it does not know are dropped. */
export function decodeFirstSeenRecord(payload: Uint8Array): FirstSeenRecord {
  if (payload.length > MAX_RECORD_BYTES) {
    bad(`${payload.length} bytes, at most ${MAX_RECORD_BYTES} are allowed`);
  }
  const { v, monitor, peer, address, atMs } = jsonObject(payload);
  if (v !== 1) bad(`version ${show(v)}, 1 expected`);
  if (!isMonitorName(monitor)) bad(`monitor ${show(monitor)}, a name expected`);
  if (typeof address !== 'string' || address.length > MAX_ADDRESS_CHARACTERS)
    bad(`address ${show(address)}, a text expected`);
  if (!Number.isSafeInteger(peer)) bad(`peer ${show(peer)}, an integer expected`);
  // A Date can hold it: 8.64e15 ms, ECMAScript's limit of times.
  if (typeof atMs !== 'number' || !(Math.abs(atMs) <= 8.64e15)) bad(`atMs ${show(atMs)}, a time expected`);
  return { monitor, peer: peer as number, address, atMs };
}

function jsonObject(payload: Uint8Array): Partial<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (cause) {
    bad('no JSON', { cause });
  }
  return typeof value === 'object' && value !== null ? value : bad('no object');
}

function bad(fact: string, options?: ErrorOptions): never {
  throw new NatsError('BAD_PAYLOAD', `record of a first sighting: ${fact}`, options);
}
