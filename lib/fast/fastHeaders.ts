import type { StructCodec } from '../codec/combinators.js';
import type { Hash } from '../codec/hash.js';
import { i32leAt, u32leAt } from '../codec/numbersAt.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';
import type { FastLayout } from './fastLayout.js';
import { hashesOfRows, MAX_BATCH_HASHES } from './hexBatch.js';
import { arrayOf, plainObjects } from './plainObjects.js';
import type { UncheckedReader } from './uncheckedReader.js';

/** A header's size and constructor. */
export interface FastHeader<H extends BlockHeader> {
  readonly bytes: number;
  /** The number of its hashes, which are adjacent from HASHES_OFFSET on. */
  readonly hashes: number;
  /** Creates the header whose first byte is at `at` and whose first hash is `hashes[first]`. */
  readonly Header: new (source: Uint8Array, at: number, hashes: readonly Hash[], first: number) => H;
}

/** The fast form of a header's layout; undefined if it is not one of this library. */
export function fastHeader<H extends BlockHeader>(header: StructCodec<H>): FastHeader<H> | undefined {
  const fast = [FAST_HEADER, FAST_LBRY_HEADER].find(({ layout }) => layout === (header as StructCodec<BlockHeader>));
  return fast as FastHeader<H> | undefined;
}

/** The layout of `headers`: a list of headers, each followed by a count of 0 transactions. */
export function fastHeaders<H extends BlockHeader>(header: FastHeader<H>, maxItems: number): FastLayout<H[]> {
  const { bytes, hashes: hashesPerHeader, Header } = header;
  const rowBytes = bytes + 1;
  const batchHeaders = Math.floor(MAX_BATCH_HASHES / hashesPerHeader);
  return {
    validate(reader) {
      const count = reader.size();
      if (count < 0 || count > maxItems || reader.at + count * rowBytes > reader.end) return false;
      for (let left = count; left > 0; left--) {
        reader.at += bytes;
        // The plain layout reads or refuses other counts.
        if (reader.u8() !== 0) return false;
      }
      return true;
    },
    decode(reader) {
      const headers = arrayOf<H>();
      const { source } = reader;
      for (let left = reader.size(); left > 0; left -= batchHeaders) {
        const rows = Math.min(left, batchHeaders);
        const hashes = hashesOfRows(source, reader.at + HASHES_OFFSET, rows, rowBytes, hashesPerHeader);
        for (let first = 0; first < hashes.length; first += hashesPerHeader) {
          headers.push(new Header(source, reader.at, hashes, first));
          reader.at += rowBytes;
        }
      }
      return headers;
    },
  };
}

/** Decodes the header of a block. */
export function decodeHeader<H extends BlockHeader>(
  { bytes, hashes, Header }: FastHeader<H>,
  reader: UncheckedReader,
): H {
  const { source, at } = reader;
  reader.at = at + bytes;
  return new Header(source, at, hashesOfRows(source, at + HASHES_OFFSET, 1, bytes, hashes), 0);
}

const HASHES_OFFSET = 4;

type Place = [source: Uint8Array, at: number, hashes: readonly Hash[], first: number];

const FAST_HEADER = {
  layout: blockHeader,
  bytes: 80,
  hashes: 2,
  Header: plainObjects<Place, BlockHeader>(function (source, at, hashes, first) {
    this.version = i32leAt(source, at);
    this.prevBlock = hashes[first]!;
    this.merkleRoot = hashes[first + 1]!;
    this.timestamp = u32leAt(source, at + 68);
    this.bits = u32leAt(source, at + 72);
    this.nonce = u32leAt(source, at + 76);
  }),
};

const FAST_LBRY_HEADER = {
  layout: lbryBlockHeader as StructCodec<BlockHeader>,
  bytes: 112,
  hashes: 3,
  Header: plainObjects<Place, LbryBlockHeader>(function (source, at, hashes, first) {
    this.version = i32leAt(source, at);
    this.prevBlock = hashes[first]!;
    this.merkleRoot = hashes[first + 1]!;
    this.claimTrie = hashes[first + 2]!;
    this.timestamp = u32leAt(source, at + 100);
    this.bits = u32leAt(source, at + 104);
    this.nonce = u32leAt(source, at + 108);
  }),
};
