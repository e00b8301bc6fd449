import { blockHash } from '../../../lib/digests/blockHash.js';
import { ZERO_HASH } from '../../../lib/protocol/exchanges/answers.js';
import type { BlockHeader } from '../../../lib/messages/blockHeader.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { hashOfNumber } from './inventoryWords.js';
import type { Vocabulary, Words } from './words.js';

/** Headers, and the messages about their blocks. */
export const chainWords = {
  /** `header 1`: behind the first block of all; `header 2 after=h`: behind h; `header 7 on=99`: behind the block with this hash. */
  header({ words: [number], named, letter }): BlockHeader {
    const [after, on] = [named.get('after'), named.get('on')];
    const prevBlock = after === undefined ? bitcoin.regtest.genesisHash : blockHash(letter(after) as BlockHeader);
    return {
      version: 1,
      prevBlock: on === undefined ? prevBlock : hashOfNumber(on),
      merkleRoot: ZERO_HASH,
      timestamp: 0,
      bits: 0,
      nonce: Number(number),
    };
  },
  headers: (words) => ({ command: 'headers', headers: words.words.map((word) => headerIn(words, word)) }),
  /** `getheaders h i`: what follows the newest of them; `getheaders stop=h`: h alone. */
  getheaders: (words) => ({ command: 'getheaders', ...locatorIn(words) }),
  getblocks: (words) => ({ command: 'getblocks', ...locatorIn(words) }),
  blockMessage: (words) => ({ command: 'block', block: { header: headerIn(words), transactions: [] } }),
  merkleblock: (words) => ({
    command: 'merkleblock',
    header: headerIn(words),
    totalTransactions: 1,
    hashes: [],
    flags: new Uint8Array(0),
  }),
  /** `cmpctblock h ids=2`: with two short ids, by default none. */
  cmpctblock: (words) => ({
    command: 'cmpctblock',
    header: headerIn(words),
    nonce: 0n,
    shortIds: Array.from({ length: Number(words.named.get('ids') ?? 0) }, (_, i) => i),
    prefilledTransactions: [],
  }),
  getblocktxn: (words) => ({ command: 'getblocktxn', blockHash: hashIn(words), indexes: [] }),
  blocktxn: (words) => ({ command: 'blocktxn', blockHash: hashIn(words), transactions: [] }),
} satisfies Vocabulary & Record<string, (words: Words) => Message | BlockHeader>;

/** The hash of the header whose letter is the first word. */
export function hashIn(words: Words): string {
  return blockHash(headerIn(words));
}

function headerIn(words: Words, word = words.words[0]!): BlockHeader {
  return words.letter(word) as BlockHeader;
}

function locatorIn(words: Words) {
  const stop = words.named.get('stop');
  return {
    version: 70_016,
    locator: words.words.map((word) => blockHash(headerIn(words, word))),
    stopHash: stop === undefined ? ZERO_HASH : blockHash(headerIn(words, stop)),
  };
}
