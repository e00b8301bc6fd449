import { struct } from '../codec/combinators.js';
import { hash32, i32le, u32le, type Hash } from '../codec/primitives.js';

/** Bitcoin's block header, 80 bytes. */
export interface BlockHeader {
  /** Block version: the bits of soft-fork signals (BIP9). A signed integer of 32 bits. */
  version: number;
  /** Hash of the preceding block. 64 zeros in a genesis block. */
  prevBlock: Hash;
  /** Merkle root over the txids of the block. */
  merkleRoot: Hash;
  /** Time of the block, in seconds since 1970. */
  timestamp: number;
  /** The target in compact form; `targetOfBits` expands it. */
  bits: number;
  /** Varied by the miner until the proof-of-work hash meets the target. */
  nonce: number;
}
export const blockHeader = struct<BlockHeader>({
  version: i32le,
  prevBlock: hash32,
  merkleRoot: hash32,
  timestamp: u32le,
  bits: u32le,
  nonce: u32le,
});

/** LBRY's block header, 112 bytes: Bitcoin's with the root of the claim trie (lbcd, wire/blockheader.go). */
export interface LbryBlockHeader {
  /** Block version: the bits of soft-fork signals (BIP9). A signed integer of 32 bits. */
  version: number;
  /** Hash of the preceding block. 64 zeros in a genesis block. */
  prevBlock: Hash;
  /** Merkle root over the txids of the block. */
  merkleRoot: Hash;
  /** Root hash of the claim trie after this block. On the wire it follows `merkleRoot`. */
  claimTrie: Hash;
  /** Time of the block, in seconds since 1970. */
  timestamp: number;
  /** The target in compact form; `targetOfBits` expands it. */
  bits: number;
  /** Varied by the miner until the proof-of-work hash meets the target. */
  nonce: number;
}
export const lbryBlockHeader = struct<LbryBlockHeader>({
  version: i32le,
  prevBlock: hash32,
  merkleRoot: hash32,
  claimTrie: hash32,
  timestamp: u32le,
  bits: u32le,
  nonce: u32le,
});
