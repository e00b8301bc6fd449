import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { blockHash } from '../../lib/digests/blockHash.js';
import { compactFilterOfBlock, compactFilterMatchesAny } from '../../lib/digests/compactFilter.js';
import { compactFilterVerify, compactFilterHash, compactFilterHeader } from '../../lib/digests/compactFilterHeader.js';
import {
  bitcoinBlock,
  decode,
  GENESIS_BLOCK,
  LBRY_REGTEST_GENESIS_BLOCK,
  lbryBlock,
  sampleTransaction,
} from './blocks.js';
import { sharedPath } from './sharedFiles.js';

type Row = [
  height: number,
  hash: string,
  block: string,
  previousOutputScripts: string[],
  previousHeader: string,
  filter: string,
  header: string,
  notes: string,
];

const path = sharedPath('vectors/bip-0158-testnet-19.json');
const rows: Row[] =
  path === undefined
    ? []
    : ((JSON.parse(readFileSync(path, 'utf8')) as unknown as [string[], ...Row[]]).slice(1) as Row[]);

/** Jest refuses an empty table, also in a skipped test. */
const NO_ROW: Row = [0, '', '', [], '', '', '', ''];

(path === undefined ? describe.skip : describe)("BIP158's vectors (skipped without ../shared/vectors)", () => {
  it('exist', () => {
    expect(rows.length).toBeGreaterThanOrEqual(10);
  });

  it.each(path === undefined ? [NO_ROW] : rows)('block %i', (...row) => {
    const [, hash, blockHex, scriptsHex, previousHeader, filterHex, header] = row;
    const block = decode(bitcoinBlock, fromHex(blockHex));
    const previousOutputScripts = scriptsHex.map(fromHex);
    const filter = compactFilterOfBlock({ block, previousOutputScripts });
    expect(blockHash(block.header)).toBe(hash);
    expect(toHex(filter)).toBe(filterHex);
    expect(compactFilterHeader(compactFilterHash(filter), previousHeader)).toBe(header);
    expect(() => compactFilterVerify(filter, header, previousHeader)).not.toThrow();

    const paidTo = block.transactions.flatMap(({ outputs }) => outputs.map(({ script }) => script));
    for (const script of [...paidTo, ...previousOutputScripts]) {
      if (script.length > 0 && script[0] !== 0x6a) expect(compactFilterMatchesAny(filter, hash, [script])).toBe(true);
    }
    const nonMembers = Array.from({ length: 100 }, (_, i) => Uint8Array.of(0x76, 0xa9, i, 1, 2, 3));
    expect(compactFilterMatchesAny(filter, hash, nonMembers)).toBe(false);
    expect(compactFilterMatchesAny(filter, hash, [])).toBe(false);
  });
});

describe('compactFilterOfBlock', () => {
  // The answers of lbcd to getcfilters and getcfheaders.
  it('returns the filter of the genesis block of LBRY regtest', () => {
    const block = decode(lbryBlock, LBRY_REGTEST_GENESIS_BLOCK);
    const filter = compactFilterOfBlock({ block, previousOutputScripts: [] });
    expect(toHex(filter)).toBe('014dc0a0');
    expect(compactFilterHash(filter)).toBe('5bcd5b61089001bfdc6a7d8fd50709760c8efed9c98e81e42c69a5a6d5892af0');
  });

  const hash = blockHash(GENESIS_BLOCK.header);
  const blockPayingTo = (...scripts: Uint8Array[]) => ({
    header: GENESIS_BLOCK.header,
    transactions: [{ ...sampleTransaction(1), outputs: scripts.map((script) => ({ value: 1n, script })) }],
  });

  it('returns one zero byte for a block without scripts', () => {
    expect(compactFilterOfBlock({ block: blockPayingTo(), previousOutputScripts: [] })).toStrictEqual(Uint8Array.of(0));
  });

  it('excludes empty scripts and OP_RETURN outputs', () => {
    const block = blockPayingTo(new Uint8Array(0), Uint8Array.of(0x6a), Uint8Array.of(0x6a, 1, 2));
    const filter = compactFilterOfBlock({ block, previousOutputScripts: [new Uint8Array(0)] });
    expect(filter).toStrictEqual(Uint8Array.of(0));
  });

  it('contains a repeated script once', () => {
    const script = Uint8Array.of(0x51);
    const once = compactFilterOfBlock({ block: blockPayingTo(script), previousOutputScripts: [] });
    const often = compactFilterOfBlock({ block: blockPayingTo(script, script), previousOutputScripts: [script] });
    expect(often).toStrictEqual(once);
    expect(often[0]).toBe(1);
  });

  it('does not depend on the order of the scripts', () => {
    const [a, b, c] = [Uint8Array.of(0x51), Uint8Array.of(0x52), Uint8Array.of(0x53)];
    const one = compactFilterOfBlock({ block: blockPayingTo(a, b), previousOutputScripts: [c] });
    const other = compactFilterOfBlock({ block: blockPayingTo(c, a), previousOutputScripts: [b] });
    expect(other).toStrictEqual(one);
    expect(compactFilterMatchesAny(one, hash, [Uint8Array.of(9), b])).toBe(true);
  });
});
