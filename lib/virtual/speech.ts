import { concat, filter, interval, map, NEVER, of, type Observable } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { NO_ADDRESS } from '../protocol/handshake/localVersion.js';
import { randomNonce } from '../protocol/handshake/nonce.js';
import { encodeFrame } from '../frame/frameEncoder.js';
import { HEADER_BYTES } from '../frame/header.js';
import { inventoryItem } from '../messages/inventory.js';
import { InventoryType } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import { encodeMessage } from '../wire/message.js';
import type { AdversaryContext } from './attack.js';
import { joined } from './joined.js';

/** Where they stand in a frame's header. */
const LENGTH_AT = 16;
const CHECKSUM_AT = 20;

export function bytesOf({ network }: AdversaryContext, ...messages: Message[]): Uint8Array {
  return joined(messages.map((message) => encodeMessage(message, { network })));
}

/** A version that nobody refuses. */
export function versionOf({ network, random, scheduler }: AdversaryContext): Message {
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

/** All that the handshake wants of it, said blindly. */
export function handshakeOf(context: AdversaryContext): Uint8Array {
  return bytesOf(context, versionOf(context), { command: 'verack' });
}

export function pingsOf(context: AdversaryContext, count = 1): Uint8Array {
  const { random } = context;
  return bytesOf(
    context,
    ...Array.from({ length: count }, (): Message => ({ command: 'ping', nonce: randomNonce(random) })),
  );
}

/** The frame with a checksum that is not its own. */
export function withWrongChecksum(frame: Uint8Array): Uint8Array {
  return frame.map((byte, i) => (i === CHECKSUM_AT ? byte ^ 0xff : byte));
}

/** The header alone of a block of so many bytes, be it more than any message may have. */
export function blockHeaderOf({ network }: AdversaryContext, payloadBytes: number): Uint8Array {
  const frame = encodeFrame(network, 'block', new Uint8Array(0));
  new DataView(frame.buffer).setUint32(LENGTH_AT, payloadBytes, true);
  return frame.subarray(0, HEADER_BYTES);
}

/** An inv of transactions whose hashes are made of the salt and their numbers, from the first on. */
export function invOf({ network }: AdversaryContext, itemCount: number, salt: Uint8Array, first: number): Uint8Array {
  const payload = new Uint8Array(3 + itemCount * inventoryItem.minBytes);
  const view = new DataView(payload.buffer);
  view.setUint8(0, 0xfd);
  view.setUint16(1, itemCount, true);
  for (let i = 0; i < itemCount; i++) {
    const at = 3 + i * inventoryItem.minBytes;
    view.setUint32(at, InventoryType.transaction, true);
    payload.set(salt, at + 4);
    view.setFloat64(at + inventoryItem.minBytes - 8, first + i, true);
  }
  return encodeFrame(network, 'inv', payload);
}

/** Says this, and nothing more. */
export function saying(...parts: Uint8Array[]): Observable<Uint8Array> {
  return concat(of(...parts), NEVER);
}

/** Says something time and again, for as long as the transport takes it. */
export function repeating(
  { isFull, scheduler }: AdversaryContext,
  intervalMs: number,
  bytes: () => Uint8Array,
): Observable<Uint8Array> {
  return interval(intervalMs, scheduler).pipe(
    filter(() => !isFull()),
    map(bytes),
  );
}
