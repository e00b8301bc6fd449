import type { HexBatch } from './hexWasm.js';

/** `#latin1` without the condition `node`. A TextDecoder takes longer for 128 characters than `hashAt` for two hashes. */
export const latin1Bytes: (bytes: Uint8Array) => HexBatch['digits'] | undefined = () => undefined;

/** Without `latin1Bytes` nothing reads the digits fast enough. */
export const createHexBatch: (maxHashes: number) => HexBatch | undefined = () => undefined;
