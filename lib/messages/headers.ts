import type { Codec } from '../codec/codec.js';
import { list, struct, type StructCodec } from '../codec/combinators.js';
import { readCompactSize, writeCompactSize } from '../codec/compactSize.js';
import { hash32, u32le } from '../codec/primitives.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';

/** Bitcoin Core's MAX_HEADERS_RESULTS (net_processing.cpp), lbcd's MaxBlockHeadersPerMsg (wire/msgheaders.go). */
export const MAX_HEADERS = 2000;

/** Bitcoin Core's MAX_BLOCKS_TO_ANNOUNCE (net_processing.cpp): a longer `headers` is no announcement. */
export const MAX_ANNOUNCED_HEADERS = 8;

/** getblocks and getheaders: what follows the newest block of `locator` that the remote knows, up to `stopHash`. */
export function locatorMessages({ maxLocatorHashes }: MessageLimits) {
  const locator = struct({
    version: u32le,
    locator: list(hash32, { maxItems: maxLocatorHashes, excessCode: 'LOCATOR_TOO_LONG' }),
    stopHash: hash32,
  });
  return { getblocks: defineMessage('getblocks', locator), getheaders: defineMessage('getheaders', locator) };
}
export type GetblocksMessage = MessageOfDefinition<ReturnType<typeof locatorMessages>['getblocks']>;
export type GetheadersMessage = MessageOfDefinition<ReturnType<typeof locatorMessages>['getheaders']>;

/** Up to MAX_HEADERS headers, oldest first: the answer to getheaders, or an announcement (BIP130). */
export function headersMessage<H extends BlockHeader>(header: StructCodec<H>, limits: MessageLimits) {
  const item = withoutTransactions(header, limits);
  return defineMessage(
    'headers',
    struct({ headers: list(item, { maxItems: MAX_HEADERS, excessCode: 'TOO_MANY_ITEMS' }) }),
  );
}
export type HeadersMessage = MessageOfDefinition<ReturnType<typeof headersMessage<BlockHeader>>>;

/** An item of `headers`: a header, then a count of transactions, which is 0, or ignored if the limits say so. */
export function withoutTransactions<H extends BlockHeader>(
  header: StructCodec<H>,
  { maxHeaderTransactions }: MessageLimits,
): Codec<H> {
  return {
    minBytes: header.minBytes + 1,
    read(reader) {
      const value = header.read(reader);
      const count = readCompactSize(reader);
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
