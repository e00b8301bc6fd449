import { describe, expect, it } from '@jest/globals';
import { isAnswerToGetheaders, ZERO_HASH } from '../../../lib/protocol/exchanges/answers.js';
import { blockHash } from '../../../lib/digests/blockHash.js';
import type { BlockHeader } from '../../../lib/messages/blockHeader.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { defineNetwork, type Network } from '../../../lib/networks/network.js';
import { hash } from '../../helpers/samples.js';

const { genesisHash } = bitcoin.regtest;
const withoutGenesis = defineNetwork({ name: 'mine', magic: 1, defaultPort: 1 });

const [first, second] = [headerAfter(genesisHash, 1), headerAfter(hash(7), 2)];
const unrelated = headerAfter(hash(99), 3);

describe('isAnswerToGetheaders', () => {
  it.each<[string, boolean, string[], string, BlockHeader[]]>([
    ['none', true, [hash(7)], ZERO_HASH, []],
    ['none, after a request without a locator', true, [], hash(5), []],
    ['after the newest of the locator', true, [hash(7), hash(6)], ZERO_HASH, [second, unrelated]],
    ['after the oldest of the locator', true, [hash(6), hash(7)], ZERO_HASH, [second]],
    ['after the genesis block', true, [hash(6)], ZERO_HASH, [first]],
    ['after another block', false, [hash(7), hash(6)], ZERO_HASH, [unrelated]],
    ['of which only the second follows the locator', false, [hash(7)], ZERO_HASH, [unrelated, second]],
    ['eight after another block', false, [hash(7)], ZERO_HASH, times(8, unrelated)],
    ['nine after another block', true, [hash(7)], ZERO_HASH, times(9, unrelated)],
    ['the requested one', true, [], blockHash(unrelated), [unrelated]],
    ['another than the requested one', false, [], hash(5), [unrelated]],
    ['the first one, if another was requested', false, [], hash(5), [first]],
    ['the requested one and another', false, [], blockHash(unrelated), [unrelated, second]],
    ['nine, if one was requested', true, [], hash(5), times(9, unrelated)],
    [
      'the one of the stop hash, but the locator is on another branch',
      false,
      [hash(7)],
      blockHash(unrelated),
      [unrelated],
    ],
  ])('%s: %p', (_, isAnswer, locator, stopHash, headers) => {
    expect(isAnswerTo(locator, stopHash, headers)).toBe(isAnswer);
  });

  it('accepts any parent if the genesis block of the network is unknown', () => {
    expect(isAnswerTo([hash(7)], ZERO_HASH, [unrelated], withoutGenesis)).toBe(true);
    expect(isAnswerTo([], hash(5), [unrelated], withoutGenesis)).toBe(false);
  });
});

function isAnswerTo(
  locator: string[],
  stopHash: string,
  headers: BlockHeader[],
  network: Network = bitcoin.regtest,
): boolean {
  const question = { command: 'getheaders', version: 70_016, locator, stopHash } as const;
  return isAnswerToGetheaders(question, { command: 'headers', headers }, network);
}

function headerAfter(prevBlock: string, nonce: number): BlockHeader {
  return { version: 1, prevBlock, merkleRoot: ZERO_HASH, timestamp: 0, bits: 0, nonce };
}

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
