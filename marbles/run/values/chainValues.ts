import { blockHash } from '../../../lib/digests/blockHash.js';
import { ZERO_HASH } from '../../../lib/protocol/exchanges/answers.js';
import type { BlockHeader } from '../../../lib/messages/blockHeader.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { hashOfNumber } from './inventoryValues.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/** Block headers, and messages about blocks. A letter represents a header. */
export const chainValues = {
  /** `header 1`: child of the genesis block. `header 2 after=h`: child of h. `header 7 on=99`: child of the block with hash 99. */
  header({ positional: [number], named, valueOf }): BlockHeader {
    const [after, on] = [named.get('after'), named.get('on')];
    const prevBlock = after === undefined ? bitcoin.regtest.genesisHash : blockHash(valueOf(after) as BlockHeader);
    return {
      version: 1,
      prevBlock: on === undefined ? prevBlock : hashOfNumber(on),
      merkleRoot: ZERO_HASH,
      timestamp: 0,
      bits: 0,
      nonce: Number(number),
    };
  },
  /** `headers h i`. */
  headers: (args) => ({ command: 'headers', headers: args.positional.map((letter) => headerOf(args, letter)) }),
  /** `getheaders h i`: requests the headers after the first known one of h and i. `getheaders stop=h`: requests h alone. */
  getheaders: (args) => ({ command: 'getheaders', ...locatorOf(args) }),
  /** `getblocks h i`, `getblocks stop=h`. */
  getblocks: (args) => ({ command: 'getblocks', ...locatorOf(args) }),
  /** `blockMessage h`: a block without transactions. (`block 1` is an inventory item.) */
  blockMessage: (args) => ({ command: 'block', block: { header: headerOf(args), transactions: [] } }),
  /** `merkleblock h`. */
  merkleblock: (args) => ({
    command: 'merkleblock',
    header: headerOf(args),
    totalTransactions: 1,
    hashes: [],
    flags: new Uint8Array(0),
  }),
  /** `cmpctblock h ids=2`: with two short ids. Default none. */
  cmpctblock: (args) => ({
    command: 'cmpctblock',
    header: headerOf(args),
    nonce: 0n,
    shortIds: Array.from({ length: Number(args.named.get('ids') ?? 0) }, (_, i) => i),
    prefilledTransactions: [],
  }),
  /** `getblocktxn h`, `blocktxn h`: about the block h. */
  getblocktxn: (args) => ({ command: 'getblocktxn', blockHash: hashOf(args), indexes: [] }),
  blocktxn: (args) => ({ command: 'blocktxn', blockHash: hashOf(args), transactions: [] }),
} satisfies Constructors & Record<string, (args: ConstructorArguments) => Message | BlockHeader>;

/** The hash of the header whose letter is the first argument. */
export function hashOf(args: ConstructorArguments): string {
  return blockHash(headerOf(args));
}

function headerOf(args: ConstructorArguments, letter = args.positional[0]!): BlockHeader {
  return args.valueOf(letter) as BlockHeader;
}

function locatorOf(args: ConstructorArguments) {
  const stop = args.named.get('stop');
  return {
    version: 70_016,
    locator: args.positional.map((letter) => blockHash(headerOf(args, letter))),
    stopHash: stop === undefined ? ZERO_HASH : blockHash(headerOf(args, stop)),
  };
}
