import type { HexBatch } from './hexWasm.js';

/** `#hexBatch` without the condition `node`: no batch. A TextDecoder takes longer for 128 characters than `hashAt` for two hashes. */
export const createHexBatch: (maxHashes: number) => HexBatch | undefined = () => undefined;
