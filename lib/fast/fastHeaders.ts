import type { StructCodec } from '../codec/combinators.js';
import { HASH_BYTES, hashAt, type Hash } from '../codec/hash.js';
import { i32leAt, u32leAt } from '../codec/numbersAt.js';
import { blockHeader, lbryBlockHeader, type BlockHeader, type LbryBlockHeader } from '../messages/blockHeader.js';
import type { FastLayout } from './fastLayout.js';
import { HASH_DIGITS, hexBatch, MAX_BATCH_HASHES } from './hexBatch.js';
import { arrayOf, plainObjects } from './plainObjects.js';
import type { UncheckedReader } from './uncheckedReader.js';

/**
 * The number of headers whose hashes share one string: 1 KiB of digits. With a string per header the stream of headers decodes at 76 % of this
 * speed. Callers that keep headers keep most of a message anyway. A caller that keeps a single hash of each message keeps at most 1.1 KB
 * per hash.
 */
const SHARED_HEADERS = 8;

/** A header's size and constructor. */
export interface FastHeader<H extends BlockHeader> {
  readonly bytes: number;
  /** The number of its hashes, two or three. They are adjacent and start at HASHES_OFFSET. */
  readonly hashes: number;
  /** Creates the header whose first byte is at `at`. Only LBRY's has a `claimTrie`. */
  readonly Header: new (source: Uint8Array, at: number, prevBlock: Hash, merkleRoot: Hash, claimTrie: Hash) => H;
}

/** The fast form of a header's layout; undefined for a layout that is not defined in this library. */
export function fastHeader<H extends BlockHeader>(header: StructCodec<H>): FastHeader<H> | undefined {
  const fast = [FAST_HEADER, FAST_LBRY_HEADER].find(({ layout }) => layout === (header as StructCodec<BlockHeader>));
  return fast as FastHeader<H> | undefined;
}

/** The layout of `headers`: a list of headers, each followed by a count of 0 transactions. */
export function fastHeaders<H extends BlockHeader>(header: FastHeader<H>, maxItems: number): FastLayout<H[]> {
  const { bytes, hashes: hashesPerHeader, Header } = header;
  const rowBytes = bytes + 1;
  const rowDigits = HASH_DIGITS * hashesPerHeader;
  const batchHeaders = Math.floor(MAX_BATCH_HASHES / hashesPerHeader);
  return {
    validate(reader) {
      const count = reader.size();
      if (count < 0 || count > maxItems || reader.at + count * rowBytes > reader.end) return false;
      for (let left = count; left > 0; left--) {
        reader.at += bytes;
        // Other counts are left to the plain layout, which reads or rejects them.
        if (reader.u8() !== 0) return false;
      }
      return true;
    },
    decode(reader) {
      const headers = arrayOf<H>();
      const { source } = reader;
      if (hexBatch === undefined) {
        for (let left = reader.size(); left > 0; left--) {
          headers.push(decodeHeader(header, reader));
          reader.at += 1;
        }
        return headers;
      }
      for (let left = reader.size(); left > 0; left -= batchHeaders) {
        const rows = Math.min(left, batchHeaders);
        hexBatch.convert(source, reader.at + HASHES_OFFSET, rows, rowBytes, hashesPerHeader);
        for (let row = 0; row < rows; row += SHARED_HEADERS) {
          const end = Math.min(row + SHARED_HEADERS, rows);
          const digits = hexBatch.digits.latin1Slice(row * rowDigits, end * rowDigits);
          for (let digit = 0; digit < digits.length; digit += rowDigits) {
            headers.push(
              new Header(
                source,
                reader.at,
                digits.slice(digit, digit + HASH_DIGITS),
                digits.slice(digit + HASH_DIGITS, digit + 2 * HASH_DIGITS),
                digits.slice(digit + 2 * HASH_DIGITS, digit + rowDigits),
              ),
            );
            reader.at += rowBytes;
          }
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
  const first = at + HASHES_OFFSET;
  reader.at = at + bytes;
  const claimTrie = hashes === 2 ? '' : hashAt(source, first + 2 * HASH_BYTES);
  return new Header(source, at, hashAt(source, first), hashAt(source, first + HASH_BYTES), claimTrie);
}

const HASHES_OFFSET = 4;

type Fields = [source: Uint8Array, at: number, prevBlock: Hash, merkleRoot: Hash, claimTrie: Hash];

const FAST_HEADER = {
  layout: blockHeader,
  bytes: 80,
  hashes: 2,
  Header: plainObjects<Fields, BlockHeader>(function (source, at, prevBlock, merkleRoot) {
    this.version = i32leAt(source, at);
    this.prevBlock = prevBlock;
    this.merkleRoot = merkleRoot;
    this.timestamp = u32leAt(source, at + 68);
    this.bits = u32leAt(source, at + 72);
    this.nonce = u32leAt(source, at + 76);
  }),
};

const FAST_LBRY_HEADER = {
  layout: lbryBlockHeader as StructCodec<BlockHeader>,
  bytes: 112,
  hashes: 3,
  Header: plainObjects<Fields, LbryBlockHeader>(function (source, at, prevBlock, merkleRoot, claimTrie) {
    this.version = i32leAt(source, at);
    this.prevBlock = prevBlock;
    this.merkleRoot = merkleRoot;
    this.claimTrie = claimTrie;
    this.timestamp = u32leAt(source, at + 100);
    this.bits = u32leAt(source, at + 104);
    this.nonce = u32leAt(source, at + 108);
  }),
};
