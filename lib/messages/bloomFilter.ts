import type { Codec } from '../codec/codec.js';
import { list, sequence, struct, type StructCodec } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, u32le, u8, varBytes, type Hash } from '../codec/primitives.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** BIP37: "The maximum size of the filter", Bitcoin Core's MAX_BLOOM_FILTER_SIZE (common/bloom.h). */
export const MAX_BLOOM_FILTER_BYTES = 36_000;

/** Bitcoin Core's MAX_HASH_FUNCS (common/bloom.h). */
export const MAX_HASH_FUNCTIONS = 50;

/** Bitcoin Core's MAX_SCRIPT_ELEMENT_SIZE (script/script.h), which bounds filteradd. */
export const MAX_FILTER_ADD_BYTES = 520;

const hashFunctions: Codec<number> = {
  minBytes: 4,
  read(reader) {
    const count = reader.u32le();
    if (count > MAX_HASH_FUNCTIONS) reader.fail('FILTER_TOO_LARGE', `${count}, at most ${MAX_HASH_FUNCTIONS} allowed`);
    return count;
  },
  write(writer, count) {
    if (count > MAX_HASH_FUNCTIONS) writer.fail('LIMIT_EXCEEDED', `${count}, at most ${MAX_HASH_FUNCTIONS} allowed`);
    u32le.write(writer, count);
  },
};

/** The fields of a filterload message (BIP37). */
export interface BloomFilterFields {
  /** The filter's bits, at most 36,000 bytes. */
  filter: Uint8Array;
  /** The number of hash functions: 0 to 50. */
  hashFunctions: number;
  /** Added to the seed of each hash function. */
  tweak: number;
  /** When the remote adds outpoints to the filter: 0 never, 1 always, 2 for public keys only. */
  flags: number;
}

/** "Send me only what matches this filter" (BIP37). */
export const filterload = defineMessage(
  'filterload',
  struct<BloomFilterFields>({
    filter: varBytes({ maxBytes: MAX_BLOOM_FILTER_BYTES, excessCode: 'FILTER_TOO_LARGE' }),
    hashFunctions,
    tweak: u32le,
    flags: u8,
  }),
);
export type FilterloadMessage = MessageOfDefinition<typeof filterload>;

/** The fields of a filteradd message (BIP37). */
export interface BloomFilterData {
  /** The element to add, at most 520 bytes. */
  data: Uint8Array;
}

/** "Add this to my filter" (BIP37). */
export const filteradd = defineMessage(
  'filteradd',
  struct<BloomFilterData>({ data: varBytes({ maxBytes: MAX_FILTER_ADD_BYTES, excessCode: 'FILTER_TOO_LARGE' }) }),
);
export type FilteraddMessage = MessageOfDefinition<typeof filteradd>;

/** "Forget my filter" (BIP37). */
export const filterclear = defineMessage('filterclear', struct({}));
export type FilterclearMessage = MessageOfDefinition<typeof filterclear>;

/** The part of a block's Merkle tree that leads to its matched transactions (BIP37). */
export interface MerkleblockTree {
  /** The number of transactions in the block. */
  totalTransactions: number;
  hashes: Hash[];
  /** One bit for each node of the tree, the lowest bit of each byte first. */
  flags: Uint8Array;
}

/**
 * A header with the part of the block's merkle tree that leads to the matched transactions (BIP37); `matchedTransactions` checks
 * it. `flags` has one bit a node of the tree, the lowest of each byte first.
 */
export function merkleblockMessage<H extends BlockHeader>(header: StructCodec<H>) {
  const tree = struct<MerkleblockTree>({
    totalTransactions: u32le,
    hashes: list(hash32, { maxItems: MAX_COMPACT_SIZE }),
    flags: varBytes(),
  });
  return defineMessage('merkleblock', sequence(struct<{ header: H }>({ header }), tree));
}
export type MerkleblockMessage = MessageOfDefinition<ReturnType<typeof merkleblockMessage<BlockHeader>>>;
