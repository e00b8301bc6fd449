import type { ValueOf } from '../codec/codec.js';
import { struct } from '../codec/combinators.js';
import { hash32, i32le, u32le } from '../codec/primitives.js';

/** Bitcoin's block header: 80 bytes. `timestamp` is in seconds, `bits` the compact form of the target. */
export const blockHeader = struct({
  version: i32le,
  prevBlock: hash32,
  merkleRoot: hash32,
  timestamp: u32le,
  bits: u32le,
  nonce: u32le,
});
export type BlockHeader = ValueOf<typeof blockHeader>;

/** LBRY's block header: 112 bytes, with the root of the claim trie (lbcd, wire/blockheader.go). */
export const lbryBlockHeader = struct({
  version: i32le,
  prevBlock: hash32,
  merkleRoot: hash32,
  claimTrie: hash32,
  timestamp: u32le,
  bits: u32le,
  nonce: u32le,
});
export type LbryBlockHeader = ValueOf<typeof lbryBlockHeader>;
