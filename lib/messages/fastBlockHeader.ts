import type { StructCodec } from '../bytes/combinators.js';
import type { Cursor } from '../bytes/cursor.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from './blockHeader.js';
import type { FastLayout } from './lazily.js';

/** How long a header is, and how it is made. */
export interface FastHeader<H extends BlockHeader> {
  readonly bytes: number;
  readonly build: (cursor: Cursor) => H;
}

/** What this layout of a header reads; undefined for one that is not ours. */
export function fastHeader<H extends BlockHeader>(header: StructCodec<H>): FastHeader<H> | undefined {
  const fast = [FAST_HEADER, FAST_LBRY_HEADER].find(({ layout }) => layout === (header as StructCodec<BlockHeader>));
  return fast as FastHeader<H> | undefined;
}

/** What `list` of headers, each with a count of no transactions, reads. */
export function fastHeaders<H extends BlockHeader>({ bytes, build }: FastHeader<H>, maxItems: number): FastLayout<H[]> {
  return {
    skim(cursor) {
      const count = cursor.size();
      if (count < 0 || count > maxItems || cursor.at + count * (bytes + 1) > cursor.end) return false;
      for (let left = count; left > 0; left--) {
        cursor.at += bytes;
        if (cursor.u8() !== 0) return false;
      }
      return true;
    },
    build(cursor) {
      const headers: H[] = [];
      for (let left = cursor.size(); left > 0; left--) {
        headers.push(build(cursor));
        cursor.at += 1;
      }
      return headers;
    },
  };
}

const FAST_HEADER = {
  layout: blockHeader,
  bytes: 80,
  build: (cursor: Cursor): BlockHeader => ({
    version: cursor.i32(),
    prevBlock: cursor.hash(),
    merkleRoot: cursor.hash(),
    timestamp: cursor.u32(),
    bits: cursor.u32(),
    nonce: cursor.u32(),
  }),
};

const FAST_LBRY_HEADER = {
  layout: lbryBlockHeader as StructCodec<BlockHeader>,
  bytes: 112,
  build: (cursor: Cursor): LbryBlockHeader => ({
    version: cursor.i32(),
    prevBlock: cursor.hash(),
    merkleRoot: cursor.hash(),
    claimTrie: cursor.hash(),
    timestamp: cursor.u32(),
    bits: cursor.u32(),
    nonce: cursor.u32(),
  }),
};
