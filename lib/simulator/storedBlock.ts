import type { Hash } from '../codec/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { HEADER_BYTES } from '../frame/header.js';
import type { Block, BlockMessage } from '../messages/block.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { Network } from '../networks/network.js';
import { encodeMessage } from '../wire/message.js';
import { decodeFrame } from '../wire/payload.js';

/** A block in its place. */
export interface ChainEntry {
  readonly height: number;
  readonly hash: Hash;
  readonly header: BlockHeader;
  /** Absent where it is too old to be kept. Made of its bytes whenever it is asked for. */
  readonly block?: Block | undefined;
}

/**
 * A block, kept as the bytes that a node stores: its transactions as objects take six times as much, and of some thousand blocks
 * one is asked for now and then.
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

  /** The same without its body. */
  withoutBody(): ChainEntry {
    const { hash, header, height } = this;
    return { height, hash, header };
  }
}
