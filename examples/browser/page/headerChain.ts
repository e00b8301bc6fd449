import { blockHash, blockLocator, meetsTarget, proofOfWorkHash, type BlockHeader } from 'rxpeer';

/** One block of the chain that the node follows. */
export interface ChainBlock {
  /** Its distance from the genesis block. */
  readonly height: number;
  /** Its hash, as 64 hex digits. */
  readonly hash: string;
  /** Seconds since 1970 in its header; the genesis block has 0, because the node sends no header of it. */
  readonly timestamp: number;
}

/** What the headers of one message did to the chain. */
export type Appended = 'changed' | 'unchanged' | 'unconnected';

/** A chain of more blocks is refused, so that a remote cannot fill the memory of the page. About 300 bytes are kept per block. */
export const MAX_BLOCKS = 100_000;

/**
 * The headers of the longest chain that the node has shown, from the genesis block on. Each header has to refer to a known block and to meet
 * the target that it states. Whether the target is the one that the rules of the network require is not checked: on regtest mining costs nothing.
 */
export class HeaderChain {
  private readonly blocks: ChainBlock[] = [];
  private readonly heightOf = new Map<string, number>();

  /** @param maxBlocks the height of the highest block that is stored */
  constructor(
    genesisHash: string,
    private readonly maxBlocks = MAX_BLOCKS,
  ) {
    this.setGenesis(genesisHash);
  }

  get tip(): ChainBlock {
    return this.blocks.at(-1)!;
  }

  /** Where the next headers have to begin. */
  locator(): string[] {
    return blockLocator((height) => this.blocks[height]!.hash, this.tip.height);
  }

  /** The highest blocks, the tip first, without the genesis block. */
  latest(count: number): ChainBlock[] {
    return this.blocks.slice(1).slice(-count).reverse();
  }

  /**
   * Adds headers; those of a branch replace ours if their chain is longer.
   *
   * Throws an Error for headers that are not in order or without proof of work, and beyond MAX_BLOCKS.
   */
  append(headers: readonly BlockHeader[]): Appended {
    const unknown = headers.slice(this.countKnown(headers));
    if (unknown.length === 0) return 'unchanged';
    if (this.tip.height === 0) this.setGenesis(unknown[0]!.prevBlock);
    const forkHeight = this.heightOf.get(unknown[0]!.prevBlock);
    if (forkHeight === undefined) return 'unconnected';
    if (forkHeight + unknown.length > this.maxBlocks)
      throw new Error(`the node sent more than ${this.maxBlocks} headers`);
    const branch = branchFrom(this.blocks[forkHeight]!, unknown);
    if (branch.at(-1)!.height <= this.tip.height) return 'unchanged';
    for (const { hash } of this.blocks.splice(forkHeight + 1)) this.heightOf.delete(hash);
    for (const block of branch) {
      this.blocks.push(block);
      this.heightOf.set(block.hash, block.height);
    }
    return 'changed';
  }

  /** The chains of simulated nodes have a genesis block of their own: the parent of the first header. */
  private setGenesis(hash: string): void {
    this.heightOf.clear();
    this.heightOf.set(hash, 0);
    this.blocks[0] = { height: 0, hash, timestamp: 0 };
  }

  private countKnown(headers: readonly BlockHeader[]): number {
    const index = headers.findIndex((header) => !this.heightOf.has(blockHash(header)));
    return index === -1 ? headers.length : index;
  }
}

function branchFrom(fork: ChainBlock, headers: readonly BlockHeader[]): ChainBlock[] {
  let { height, hash } = fork;
  return headers.map((header) => {
    if (header.prevBlock !== hash)
      throw new Error(`the node sent headers that are not in order, at height ${height + 1}`);
    if (!meetsTarget(proofOfWorkHash(header), header.bits))
      throw new Error(`the node sent a header without proof of work`);
    height += 1;
    hash = blockHash(header);
    return { height, hash, timestamp: header.timestamp };
  });
}
