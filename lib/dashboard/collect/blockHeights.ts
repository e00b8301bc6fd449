import { MruMap } from '../../collections/mruMap.js';
import { blockHash } from '../../digests/blockHash.js';
import { blockHeight } from '../../digests/blockHeight.js';
import type { BlockHeader } from '../../messages/blockHeader.js';
import { MAX_ANNOUNCED_HEADERS } from '../../messages/headers.js';
import type { Message } from '../../messages/table.js';

/** Heights that are stored; announcements refer to recent blocks. */
const MAX_HEIGHTS = 1000;

/**
 * The heights of the latest blocks: from the coinbase of a block, and of a block whose previous one is known, by counting. One peer's word: neither
 * proof of work nor merkle root are checked.
 */
export class BlockHeights {
  private readonly heights = new MruMap<string, number>(MAX_HEIGHTS);

  of(hash: string): number | undefined {
    return this.heights.peek(hash);
  }

  /** Learns what the message says. Returns the hashes whose height has become known. */
  learn(message: Message): readonly string[] {
    switch (message.command) {
      case 'block':
        return this.learnHeader(message.block.header, blockHeight(message.block));
      case 'cmpctblock':
        return this.learnHeader(message.header, undefined);
      case 'headers':
        if (message.headers.length > MAX_ANNOUNCED_HEADERS) return [];
        return message.headers.flatMap((header) => this.learnHeader(header, undefined));
      default:
        return [];
    }
  }

  private learnHeader(header: BlockHeader, stated: number | undefined): readonly string[] {
    const previous = this.heights.peek(header.prevBlock);
    // A chain of known blocks outweighs what one block says of itself.
    const height = previous === undefined ? stated : previous + 1;
    if (height === undefined) return [];
    const hash = blockHash(header);
    if (this.heights.has(hash)) return [];
    this.heights.set(hash, height);
    return [hash];
  }
}
