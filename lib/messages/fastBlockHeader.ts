import type { StructCodec } from '../codec/combinators.js';
import type { Cursor } from '../codec/cursor.js';
import { HASHES_TOGETHER, hashIn, spelled, spellRows } from '../codec/hashes.js';
import { i32leAt, u32leAt } from '../codec/numbersAt.js';
import { listOf, plainObjects } from '../codec/young.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from './blockHeader.js';
import type { FastLayout } from './lazily.js';

/** How long a header is, and how it is made. */
export interface FastHeader<H extends BlockHeader> {
  readonly bytes: number;
  /** How many hashes stand in it, one behind the other from HASHES_OFFSET on. */
  readonly hashes: number;
  /** Makes the header from `at` on, whose hashes were spelled in this text from this place on. */
  readonly Header: new (source: Uint8Array, at: number, text: string, place: number) => H;
}

/** What this layout of a header reads; undefined for one that is not ours. */
export function fastHeader<H extends BlockHeader>(header: StructCodec<H>): FastHeader<H> | undefined {
  const fast = [FAST_HEADER, FAST_LBRY_HEADER].find(({ layout }) => layout === (header as StructCodec<BlockHeader>));
  return fast as FastHeader<H> | undefined;
}

/** What `list` of headers, each with a count of no transactions, reads. */
export function fastHeaders<H extends BlockHeader>(header: FastHeader<H>, maxItems: number): FastLayout<H[]> {
  const { bytes, hashes } = header;
  const headersTogether = Math.floor(HASHES_TOGETHER / hashes);
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
      const headers = listOf<H>();
      for (let left = cursor.size(); left > 0; left -= headersTogether) {
        buildHeaders(header, cursor, Math.min(left, headersTogether), headers);
      }
      return headers;
    },
  };
}

/** The header of a block. */
export function buildHeader<H extends BlockHeader>({ bytes, hashes, Header }: FastHeader<H>, cursor: Cursor): H {
  const { source, at } = cursor;
  cursor.at = at + bytes;
  spellRows(source, at + HASHES_OFFSET, 1, bytes, hashes);
  return new Header(source, at, spelled(hashes), 0);
}

function buildHeaders<H extends BlockHeader>(
  { bytes, hashes, Header }: FastHeader<H>,
  cursor: Cursor,
  count: number,
  headers: H[],
): void {
  const { source, at: first } = cursor;
  const end = first + count * (bytes + 1);
  cursor.at = end;
  spellRows(source, first + HASHES_OFFSET, count, bytes + 1, hashes);
  const text = spelled(count * hashes);
  let place = 0;
  for (let at = first; at < end; at += bytes + 1, place += hashes) headers.push(new Header(source, at, text, place));
}

const HASHES_OFFSET = 4;

type Place = [source: Uint8Array, at: number, text: string, place: number];

const FAST_HEADER = {
  layout: blockHeader,
  bytes: 80,
  hashes: 2,
  Header: plainObjects<Place, BlockHeader>(function (source, at, text, place) {
    this.version = i32leAt(source, at);
    this.prevBlock = hashIn(text, place);
    this.merkleRoot = hashIn(text, place + 1);
    this.timestamp = u32leAt(source, at + 68);
    this.bits = u32leAt(source, at + 72);
    this.nonce = u32leAt(source, at + 76);
  }),
};

const FAST_LBRY_HEADER = {
  layout: lbryBlockHeader as StructCodec<BlockHeader>,
  bytes: 112,
  hashes: 3,
  Header: plainObjects<Place, LbryBlockHeader>(function (source, at, text, place) {
    this.version = i32leAt(source, at);
    this.prevBlock = hashIn(text, place);
    this.merkleRoot = hashIn(text, place + 1);
    this.claimTrie = hashIn(text, place + 2);
    this.timestamp = u32leAt(source, at + 100);
    this.bits = u32leAt(source, at + 104);
    this.nonce = u32leAt(source, at + 108);
  }),
};
