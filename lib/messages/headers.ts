import type { Codec } from '../bytes/codec.js';
import { list, struct, type StructCodec } from '../bytes/combinators.js';
import { readCompactSize, writeCompactSize } from '../bytes/compactSize.js';
import { hash32, u32le } from '../bytes/primitives.js';
import type { BlockHeader } from './blockHeader.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import { fastHeader, fastHeaders } from './fastBlockHeader.js';
import { lazily, unreadCursor } from './lazily.js';
import type { MessageLimits } from './limits.js';

/** Bitcoin Core's MAX_HEADERS_RESULTS (net_processing.cpp), lbcd's MaxBlockHeadersPerMsg (wire/msgheaders.go). */
export const MAX_HEADERS = 2000;

/** Bitcoin Core's MAX_BLOCKS_TO_ANNOUNCE (net_processing.cpp): a longer `headers` is no announcement. */
export const MAX_ANNOUNCED_HEADERS = 8;

/** getblocks and getheaders: what follows the newest block of `locator` that the remote knows, up to `stopHash`. */
export function locatorMessages({ maxLocatorHashes }: MessageLimits) {
  const locator = struct({
    version: u32le,
    locator: list(hash32, { maxItems: maxLocatorHashes }),
    stopHash: hash32,
  });
  return { getblocks: defineMessage('getblocks', locator), getheaders: defineMessage('getheaders', locator) };
}
export type GetblocksMessage = MessageOfDefinition<ReturnType<typeof locatorMessages>['getblocks']>;
export type GetheadersMessage = MessageOfDefinition<ReturnType<typeof locatorMessages>['getheaders']>;

/** Up to MAX_HEADERS headers, oldest first: the answer to getheaders, or an announcement (BIP130). */
export function headersMessage<H extends BlockHeader>(header: StructCodec<H>) {
  const plain = struct({ headers: list(withoutTransactions(header), { maxItems: MAX_HEADERS }) });
  const fast = fastHeader(header);
  return defineMessage(
    'headers',
    fast === undefined ? plain : lazily('headers', plain, fastHeaders(fast, MAX_HEADERS)),
  );
}
export type HeadersMessage = MessageOfDefinition<ReturnType<typeof headersMessage<BlockHeader>>>;

/** How many headers there are, without making them. */
export function headerCount(message: { readonly headers: readonly BlockHeader[] }): number {
  return unreadCursor(message)?.size() ?? message.headers.length;
}

/** A header with the count of a block that has no transactions, as it stands in `headers`. */
export function withoutTransactions<H extends BlockHeader>(header: StructCodec<H>): Codec<H> {
  return {
    minBytes: header.minBytes + 1,
    read(reader) {
      const value = header.read(reader);
      const count = readCompactSize(reader);
      if (count !== 0) reader.fail('INVALID_VALUE', `header with ${count} transactions, 0 allowed`);
      return value;
    },
    write(writer, value) {
      header.write(writer, value);
      writeCompactSize(writer, 0);
    },
  };
}
