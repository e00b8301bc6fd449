import { NatsError } from '../natsError.js';

/** The version of the reply; the first byte. */
const REPLY_VERSION = 1;
const REPLY_BYTES = 17;
/** ECMAScript's limit of times. */
const MAX_TIME_MS = 8.64e15;

/** The times of a reply by the clock that answers. Layout: version 1 (1 byte), receivedAtMs and sentAtMs (each 8 bytes, IEEE 754, big-endian). */
export interface ClockReply {
  /** When the request was received, in milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** When the reply was sent, in milliseconds since 1970. */
  readonly sentAtMs: number;
}

/** The payload of a reply. The caller owns it. */
export function encodeClockReply({ receivedAtMs, sentAtMs }: ClockReply): Uint8Array {
  const payload = new Uint8Array(REPLY_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint8(0, REPLY_VERSION);
  view.setFloat64(1, receivedAtMs);
  view.setFloat64(9, sentAtMs);
  return payload;
}

/** Parses a reply, which any client of the server may have sent. Errors with NatsError `BAD_PAYLOAD`. */
export function decodeClockReply(payload: Uint8Array): ClockReply {
  if (payload.length !== REPLY_BYTES) bad(`${payload.length} bytes, ${REPLY_BYTES} expected`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (view.getUint8(0) !== REPLY_VERSION) bad(`version ${view.getUint8(0)}, ${REPLY_VERSION} expected`);
  const receivedAtMs = view.getFloat64(1);
  const sentAtMs = view.getFloat64(9);
  if (!(Math.abs(receivedAtMs) <= MAX_TIME_MS)) bad(`received at ${receivedAtMs}, a time expected`);
  if (!(sentAtMs >= receivedAtMs && sentAtMs <= MAX_TIME_MS)) {
    bad(`sent at ${sentAtMs}, a time not before ${receivedAtMs} expected`);
  }
  return { receivedAtMs, sentAtMs };
}

function bad(fact: string): never {
  throw new NatsError('BAD_PAYLOAD', `reply of a clock: ${fact}`);
}
