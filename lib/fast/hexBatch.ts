import { createHexBatch } from '#hexBatch';
import { HASH_BYTES } from '../codec/hash.js';
import type { HexBatch } from './hexWasm.js';

/** The number of hex digits of a hash. */
export const HASH_DIGITS = 2 * HASH_BYTES;

/** The largest number of hashes that `convert` accepts. */
export const MAX_BATCH_HASHES = 64;

/** Undefined in a runtime without Node or without WebAssembly with SIMD, where `hashAt` takes less time. */
export const hexBatch: HexBatch | undefined = createHexBatch(MAX_BATCH_HASHES);
