import { describe, expect, it } from '@jest/globals';
import { HeaderChain } from '../../examples/browser/page/headerChain.js';
import { bitcoin, blockHash, meetsTarget, proofOfWorkHash, type BlockHeader } from '../../lib/index.js';

const { genesisHash } = bitcoin.regtest;

/** Headers on this block, with proof of work; other versions make other branches. */
function mine(prevBlock: string, count: number, version = 1): BlockHeader[] {
  const headers: BlockHeader[] = [];
  for (let previous = prevBlock; headers.length < count; previous = blockHash(headers.at(-1)!)) {
    const header = {
      version,
      prevBlock: previous,
      merkleRoot: '0'.repeat(64),
      timestamp: headers.length,
      bits: 0x207f_ffff,
      nonce: 0,
    };
    while (!meetsTarget(proofOfWorkHash(header), header.bits)) header.nonce += 1;
    headers.push(header);
  }
  return headers;
}

const hashesOf = (chain: HeaderChain): string[] => chain.latest(100).map(({ hash }) => hash);

describe('the chain of examples/browser', () => {
  it('adds headers, and ignores those that it has', () => {
    const chain = new HeaderChain(genesisHash);
    const headers = mine(genesisHash, 5);
    expect([chain.append(headers.slice(0, 3)), chain.append(headers), chain.append(headers)]).toEqual([
      'changed',
      'changed',
      'unchanged',
    ]);
    expect(hashesOf(chain)).toEqual(headers.map(blockHash).reverse());
    expect(chain.locator()).toEqual([...hashesOf(chain), genesisHash]);
    expect([chain.append([]), chain.tip.height, chain.latest(2).map(({ height }) => height)]).toEqual([
      'unchanged',
      5,
      [5, 4],
    ]);
  });

  it('takes a branch that is longer, and none of the same length', () => {
    const chain = new HeaderChain(genesisHash);
    const ours = mine(genesisHash, 4);
    const theirs = mine(blockHash(ours[1]!), 3, 2);
    chain.append(ours);
    expect([chain.append(theirs.slice(0, 2)), chain.tip.hash]).toEqual(['unchanged', blockHash(ours[3]!)]);
    expect([chain.append(theirs), chain.tip.height]).toEqual(['changed', 5]);
    expect(hashesOf(chain)).toEqual([...ours.slice(0, 2), ...theirs].map(blockHash).reverse());
    // The blocks that were replaced are forgotten.
    expect(chain.append(mine(blockHash(ours[3]!), 9))).toBe('unconnected');
  });

  it('has the genesis block of the node as long as no header is known', () => {
    const chain = new HeaderChain(genesisHash);
    const headers = mine('12'.repeat(32), 2);
    expect([chain.append(headers), chain.locator().at(-1)]).toEqual(['changed', '12'.repeat(32)]);
    expect(chain.append(mine(genesisHash, 3))).toBe('unconnected');
  });

  it('rejects headers that are not in order, and headers without proof of work', () => {
    const [first, second, third] = mine(genesisHash, 3);
    const chain = new HeaderChain(genesisHash);
    expect(() => chain.append([first!, third!, second!])).toThrow('not in order, at height 2');
    expect(() => chain.append([{ ...first!, bits: 0x1d00_ffff }])).toThrow('without proof of work');
    expect([chain.append([first!]), chain.tip.height]).toEqual(['changed', 1]);
  });

  it('stores the largest number of blocks, and rejects one more', () => {
    const headers = mine(genesisHash, 4);
    const chain = new HeaderChain(genesisHash, 3);
    expect(chain.append(headers.slice(0, 3))).toBe('changed');
    expect(() => chain.append(headers)).toThrow('the node sent more than 3 headers');
  });
});
