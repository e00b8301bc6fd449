import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { HEADER_BYTES } from '../frame/header.js';
import type { Block, BlockMessage } from '../messages/block.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { Network } from '../networks/network.js';
import { encodeMessage } from '../wire/message.js';
import { decodeFrame } from '../wire/payload.js';

/** A block of a chain. */
export interface ChainEntry {
  /** The genesis block has height 0. */
  readonly height: number;
  /** The block's hash. */
  readonly hash: Hash;
  /** The block's header. */
  readonly header: BlockHeader;
  /** The block with its transactions; undefined if only the header is stored. Decoded on every access. */
  readonly block?: Block | undefined;
}

/**
 * A block that is stored as its encoded bytes. As objects, its transactions would take six times the memory, and only a few of thousands
 * of blocks are requested.
 */
export class StoredBlock implements ChainEntry {
  readonly hash: Hash;
  readonly header: BlockHeader;
  private readonly payload: Uint8Array;

  constructor(
    private readonly network: Network,
    readonly height: number,
    block: Block,
  ) {
    this.hash = blockHash(block.header);
    this.header = block.header;
    this.payload = encodeMessage({ command: 'block', block }, { network }).slice(HEADER_BYTES);
  }

  get block(): Block {
    return (decodeFrame({ command: 'block', payload: this.payload }, { network: this.network }) as BlockMessage).block;
  }

  /** The entry without the block's transactions. */
  withoutBody(): ChainEntry {
    const { hash, header, height } = this;
    return { height, hash, header };
  }
}
