import type { Codec } from '../codec/codec.js';
import { list, struct, type StructCodec } from '../codec/combinators.js';
import { writeCompactSize } from '../codec/compactSize.js';
import { hash32, u32le, type Hash } from '../codec/primitives.js';
import { readSize } from '../codec/readPart.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage } from './defineMessage.js';
import type { MessageLimits } from './limits.js';

/** Bitcoin Core's MAX_HEADERS_RESULTS (net_processing.cpp), lbcd's MaxBlockHeadersPerMsg (wire/msgheaders.go). */
export const MAX_HEADERS = 2000;

/** Bitcoin Core's MAX_BLOCKS_TO_ANNOUNCE (net_processing.cpp): a headers message with more items is an answer, not an announcement. */
export const MAX_ANNOUNCED_HEADERS = 8;

/** Asks for the hashes of the blocks after the fork point, up to 500; the answer is an inv. `getheaders` has replaced it (Bitcoin Core). */
export interface GetblocksMessage {
  readonly command: 'getblocks';
  /** Protocol version of the sender. Nodes ignore it. */
  version: number;
  /**
   * Hashes of blocks of our chain, the highest first (`blockLocator`). The answer begins after the first one that is in the remote's chain.
   * At most `limits.maxLocatorHashes`.
   */
  locator: Hash[];
  /** Hash of the last block that the answer should contain; 64 zeros ask for as many as the answer can contain. */
  stopHash: Hash;
}

/** Asks for the headers of the blocks after the fork point; the answer is a headers message. */
export interface GetheadersMessage {
  readonly command: 'getheaders';
  /** Protocol version of the sender. Nodes ignore it. */
  version: number;
  /**
   * Hashes of blocks of our chain, the highest first (`blockLocator`). The answer begins after the first one that is in the remote's chain.
   * At most `limits.maxLocatorHashes`. Empty: asks for the header of `stopHash` alone.
   */
  locator: Hash[];
  /** Hash of the last block that the answer should contain; 64 zeros ask for as many as the answer can contain. */
  stopHash: Hash;
}
export function locatorMessages({ maxLocatorHashes }: MessageLimits) {
  const locator = struct({
    version: u32le,
    locator: list(hash32, { maxItems: maxLocatorHashes, excessCode: 'LOCATOR_TOO_LONG' }),
    stopHash: hash32,
  });
  return { getblocks: defineMessage('getblocks', locator), getheaders: defineMessage('getheaders', locator) };
}

/** Block headers: the answer to getheaders, or an announcement of new blocks to a remote that has sent sendheaders (BIP130). */
export interface HeadersMessage<H extends BlockHeader = BlockHeader> {
  readonly command: 'headers';
  /** Headers of consecutive blocks, the lowest height first, at most 2000 (MAX_HEADERS). Empty: the remote has no more headers. */
  headers: H[];
}
export function headersMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  const item = withoutTransactions(header, limits);
  return defineMessage(
    'headers',
    struct({ headers: list(item, { maxItems: MAX_HEADERS, excessCode: 'TOO_MANY_ITEMS' }) }),
  );
}

/**
 * An item of `headers`: a header, then the number of its transactions, which must not exceed `limits.maxHeaderTransactions` and is ignored.
 */
export function withoutTransactions<H extends BlockHeader>(
  header: StructCodec<H>,
  { maxHeaderTransactions }: MessageLimits,
): Codec<H> {
  return {
    minBytes: header.minBytes + 1,
    read(reader) {
      const value = header.read(reader);
      const count = readSize(reader, 'ignored');
      if (count > maxHeaderTransactions) {
        reader.fail('INVALID_VALUE', `header with ${count} transactions, at most ${maxHeaderTransactions} allowed`);
      }
      return value;
    },
    write(writer, value) {
      header.write(writer, value);
      writeCompactSize(writer, 0);
    },
  };
}
