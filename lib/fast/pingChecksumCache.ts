import { i32leAt } from '../codec/numbersAt.js';
import { checksum } from '../crypto/sha256d.js';

/** The size of a nonce, which is the payload of ping and of the pong that answers it. */
const NONCE_BYTES = 8;

/** 256 slots: four times MAX_FRAMES_AHEAD of verifyChunk.ts. */
const SLOT_BITS = 8;

/**
 * Caches the checksums of recent payloads of eight bytes, by their bytes. A pong has the payload of its ping and therefore its checksum, no
 * matter which side sent the ping. A look-up takes 2 % of the time of two hashes. A slot holds one payload; a later payload in the same
 * slot replaces it.
 */
export class PingChecksumCache {
  /** The size of the payloads whose checksums it stores. */
  readonly payloadBytes = NONCE_BYTES;
  private readonly low = new Int32Array(1 << SLOT_BITS);
  private readonly high = new Int32Array(1 << SLOT_BITS);
  /** -1 in an empty slot. */
  private readonly checksums = new Float64Array(1 << SLOT_BITS).fill(-1);

  /** The checksum of the eight bytes from `at` on; -1 if it is not cached. */
  find(bytes: Uint8Array, at: number): number {
    const low = i32leAt(bytes, at);
    const high = i32leAt(bytes, at + 4);
    const slot = slotOf(low, high);
    return this.low[slot] === low && this.high[slot] === high ? this.checksums[slot]! : -1;
  }

  /** Stores the checksum of the eight bytes from `at` on. */
  add(bytes: Uint8Array, at: number, checksum: number): void {
    const low = i32leAt(bytes, at);
    const high = i32leAt(bytes, at + 4);
    const slot = slotOf(low, high);
    this.low[slot] = low;
    this.high[slot] = high;
    this.checksums[slot] = checksum;
  }
}

/** The slot of a payload with these two words. */
export function slotOf(low: number, high: number): number {
  return Math.imul(low ^ Math.imul(high, 0x2c1b_3c6d), 0x9e37_79b1) >>> (32 - SLOT_BITS);
}

/** Shared by all peers of the process: the peers of a virtual network answer each other. */
export const pingChecksumCache = new PingChecksumCache();

/** `FrameFunctions.checksum`: hashes each payload of eight bytes once while it is cached, and the empty payload never. */
export function cachedChecksum(payload: Uint8Array): number {
  // verack, wtxidrelay, sendaddrv2, sendheaders and others are empty: most messages of a handshake.
  if (payload.length === 0) return EMPTY_CHECKSUM;
  if (payload.length !== NONCE_BYTES) return checksum(payload);
  const found = pingChecksumCache.find(payload, 0);
  if (found >= 0) return found;
  const hashed = checksum(payload);
  pingChecksumCache.add(payload, 0, hashed);
  return hashed;
}

/** The checksum of an empty payload: 5d f6 e0 e2 on the wire. */
const EMPTY_CHECKSUM = 0xe2e0_f65d;
