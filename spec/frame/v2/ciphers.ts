import type { PacketCiphers, PacketKeys } from '../../../lib/frame/v2/packetCipher.js';
import { plainPacketCiphers } from '../../../lib/frame/v2/plainPacketCiphers.js';
import { packetCiphers } from '#fastV2';

/** The implementations of PacketCiphers: the plain one, and the one that networks use. */
export const ciphers: [name: string, ciphers: PacketCiphers][] = [
  ['plain', plainPacketCiphers],
  ['as in networks', packetCiphers],
];

/** Two keys that differ for every `seed`. */
export function keysOf(seed: number): PacketKeys {
  return {
    lengthKey: Uint8Array.from({ length: 32 }, (_, i) => seed + 3 * i),
    contentsKey: Uint8Array.from({ length: 32 }, (_, i) => 7 * seed + 5 * i),
  };
}

/** No associated bytes, no payload. */
export const NONE = new Uint8Array(0);

/** Bytes that differ from call to call. */
export function randomBytes(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}
