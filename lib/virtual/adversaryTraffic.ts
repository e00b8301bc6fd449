import { concat, filter, interval, map, NEVER, of, type Observable } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { NO_ADDRESS } from '../protocol/handshake/localVersion.js';
import { randomNonce } from '../protocol/handshake/nonce.js';
import { joinBytes } from '../codec/joinBytes.js';
import { encodeFrame } from '../frame/frameEncoder.js';
import { HEADER_BYTES } from '../frame/header.js';
import { InventoryType } from '../messages/inventory.js';
import { ITEM_BYTES } from '../messages/inventoryPayload.js';
import type { Message } from '../messages/table.js';
import { encodeMessage } from '../wire/message.js';
import type { AdversaryContext } from './runAdversary.js';

/** Offsets in a frame's header. */
const LENGTH_OFFSET = 16;
const CHECKSUM_OFFSET = 20;

/** The frames of these messages in one buffer. */
export function framesOf({ network }: AdversaryContext, ...messages: Message[]): Uint8Array {
  return joinBytes(messages.map((message) => encodeMessage(message, { network })));
}

/** A version message that a peer with default options accepts. */
export function versionMessage({ network, random, scheduler }: AdversaryContext): Message {
  return {
    command: 'version',
    version: network.protocolVersion,
    services: 0n,
    timestamp: BigInt(Math.floor(wallClockMs(scheduler) / 1000)),
    addrRecv: NO_ADDRESS,
    addrFrom: NO_ADDRESS,
    nonce: randomNonce(random),
    userAgent: '/adversary:1/',
    startHeight: 0,
    relay: true,
  };
}

/** The adversary's part of the handshake, which does not depend on what the peer sends. */
export function handshakeFrames(context: AdversaryContext): Uint8Array {
  return framesOf(context, versionMessage(context), { command: 'verack' });
}

/** The frames of `count` pings with random nonces. */
export function pingFrames(context: AdversaryContext, count = 1): Uint8Array {
  const { random } = context;
  return framesOf(
    context,
    ...Array.from({ length: count }, (): Message => ({ command: 'ping', nonce: randomNonce(random) })),
  );
}

/** A copy of the frame with one wrong checksum byte. */
export function withWrongChecksum(frame: Uint8Array): Uint8Array {
  return frame.map((byte, i) => (i === CHECKSUM_OFFSET ? byte ^ 0xff : byte));
}

/** The frame header of a block message that declares this payload length, which may be above the limit. */
export function blockFrameHeader({ network }: AdversaryContext, payloadBytes: number): Uint8Array {
  const frame = encodeFrame(network, 'block', new Uint8Array(0));
  new DataView(frame.buffer).setUint32(LENGTH_OFFSET, payloadBytes, true);
  return frame.subarray(0, HEADER_BYTES);
}

/**
 * The frame of an inv with `itemCount` transactions (253 to 65,535). Each hash is the 16-byte salt, 8 zero bytes, and the number of the
 * item, which counts up from `first`.
 */
export function invFrame(
  { network }: AdversaryContext,
  itemCount: number,
  salt: Uint8Array,
  first: number,
): Uint8Array {
  const payload = new Uint8Array(3 + itemCount * ITEM_BYTES);
  const view = new DataView(payload.buffer);
  view.setUint8(0, 0xfd);
  view.setUint16(1, itemCount, true);
  for (let i = 0; i < itemCount; i++) {
    const offset = 3 + i * ITEM_BYTES;
    view.setUint32(offset, InventoryType.transaction, true);
    payload.set(salt, offset + 4);
    view.setFloat64(offset + ITEM_BYTES - 8, first + i, true);
  }
  return encodeFrame(network, 'inv', payload);
}

/** Emits these chunks and then stays open. */
export function sendOnce(...parts: Uint8Array[]): Observable<Uint8Array> {
  return concat(of(...parts), NEVER);
}

/** Emits `bytes()` at every interval, except while the transport is full. */
export function sendRepeatedly(
  { isFull, scheduler }: AdversaryContext,
  intervalMs: number,
  bytes: () => Uint8Array,
): Observable<Uint8Array> {
  return interval(intervalMs, scheduler).pipe(
    filter(() => !isFull()),
    map(bytes),
  );
}
