import { MruMap } from '../../collections/mruMap.js';
import { blockHash } from '../../digests/blockHash.js';
import { blockHeight } from '../../digests/blockHeight.js';
import type { BlockHeader } from '../../messages/blockHeader.js';
import { MAX_ANNOUNCED_HEADERS } from '../../messages/headers.js';
import type { Message } from '../../messages/table.js';

/** Heights that are stored; announcements refer to recent blocks. */
const MAX_HEIGHTS = 1000;

/**
 * The heights of the latest blocks. If the height of the previous block is known, the height is one more; otherwise the coinbase states
 * it. These are claims of single peers: neither proof of work nor Merkle root are checked.
 */
export class BlockHeights {
  private readonly heights = new MruMap<string, number>(MAX_HEIGHTS);

  of(hash: string): number | undefined {
    return this.heights.peek(hash);
  }

  /** Learns heights from the message. Returns the hashes whose height has become known. */
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
    // A chain of known blocks is more reliable than the height that one block states.
    const height = previous === undefined ? stated : previous + 1;
    if (height === undefined) return [];
    const hash = blockHash(header);
    if (this.heights.has(hash)) return [];
    this.heights.set(hash, height);
    return [hash];
  }
}
