import type { Codec } from '../codec/codec.js';
import { list, sequence, struct, type StructCodec } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, u32le, u8, varBytes, type Hash } from '../codec/primitives.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageDefinition } from './defineMessage.js';

/** BIP37: "The maximum size of the filter", Bitcoin Core's MAX_BLOOM_FILTER_SIZE (common/bloom.h). */
export const MAX_BLOOM_FILTER_BYTES = 36_000;

/** Bitcoin Core's MAX_HASH_FUNCS (common/bloom.h). */
export const MAX_HASH_FUNCTIONS = 50;

/** Bitcoin Core's MAX_SCRIPT_ELEMENT_SIZE (script/script.h): the limit of an element in filteradd. */
export const MAX_FILTER_ADD_BYTES = 520;

const hashFunctions: Codec<number> = {
  minBytes: 4,
  fieldKind: 'u32le',
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

/** Asks the remote to relay only transactions that match this Bloom filter, and to answer getdata of type `filteredBlock` (BIP37). */
export interface FilterloadMessage {
  readonly command: 'filterload';
  /** The bits of the filter, at most 36,000 bytes. */
  filter: Uint8Array;
  /** Number of hash functions, 0 to 50. */
  hashFunctions: number;
  /** Added to the seed of each hash function. */
  tweak: number;
  /** When the remote adds matched outpoints to the filter: 0 never, 1 always, 2 only for outputs that pay to public keys. */
  flags: number;
}
export const filterload: MessageDefinition<'filterload', Omit<FilterloadMessage, 'command'>> = defineMessage(
  'filterload',
  struct({
    filter: varBytes({ maxBytes: MAX_BLOOM_FILTER_BYTES, excessCode: 'FILTER_TOO_LARGE' }),
    hashFunctions,
    tweak: u32le,
    flags: u8,
  }),
);

/** Asks the remote to add an element to our Bloom filter (BIP37). */
export interface FilteraddMessage {
  readonly command: 'filteradd';
  /** The element to add, at most 520 bytes. */
  data: Uint8Array;
}
export const filteradd: MessageDefinition<'filteradd', Omit<FilteraddMessage, 'command'>> = defineMessage(
  'filteradd',
  struct({ data: varBytes({ maxBytes: MAX_FILTER_ADD_BYTES, excessCode: 'FILTER_TOO_LARGE' }) }),
);

/** Asks the remote to delete our Bloom filter: it relays all transactions again (BIP37). */
export interface FilterclearMessage {
  readonly command: 'filterclear';
}
export const filterclear = defineMessage('filterclear', struct({}));

/**
 * A block header and the part of the block's Merkle tree that proves the matched transactions: the answer to a getdata of type
 * `filteredBlock` (BIP37). `matchedTransactions` verifies it.
 */
export interface MerkleblockMessage<H extends BlockHeader = BlockHeader> {
  readonly command: 'merkleblock';
  /** Header of the block. */
  header: H;
  /** Number of transactions in the block. */
  totalTransactions: number;
  /** Hashes of tree nodes that have no match below them, and of the leaves next to a match, depth first. */
  hashes: Hash[];
  /** One bit for each visited node of the tree, the lowest bit of each byte first: 1 if a match is at or below the node. */
  flags: Uint8Array;
}
export function merkleblockMessage<H extends BlockHeader>(
  header: StructCodec<H>,
): MessageDefinition<'merkleblock', Omit<MerkleblockMessage<H>, 'command'>> {
  const tree = struct({
    totalTransactions: u32le,
    hashes: list(hash32, { maxItems: MAX_COMPACT_SIZE }),
    flags: varBytes(),
  });
  return defineMessage('merkleblock', sequence(struct<{ header: H }>({ header }), tree));
}
