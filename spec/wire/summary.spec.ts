import { describe, expect, it } from '@jest/globals';
import { txid } from '../../lib/digests/transactionId.js';
import { claimScript } from '../../lib/simulator/claimScript.js';
import { summary } from '../../lib/wire/summary.js';

describe('the summary of a transaction', () => {
  const claimed = (name: string) => ({
    value: 1n,
    script: claimScript({ kind: 'claim', name, value: new Uint8Array(1) }, new Uint8Array(1)),
  });
  const summaryOf = (outputs: { value: bigint; script: Uint8Array }[]): string => {
    const transaction = { version: 1, inputs: [], outputs, lockTime: 0 };
    return summary({ command: 'tx', transaction }, 99).replace(txid(transaction), 'TXID');
  };

  it('names no claim if the outputs have none', () => {
    expect(summaryOf([{ value: 1n, script: Uint8Array.of(0x51) }])).toBe('TXID 0 in 1 out 99 bytes');
  });

  it('names the operations in the claim trie', () => {
    const support = claimScript({ kind: 'support', name: 'b', claimId: '0'.repeat(40) }, new Uint8Array(0));
    const outputs = [
      claimed('a "quoted" name'),
      { value: 1n, script: new Uint8Array(0) },
      { value: 1n, script: support },
    ];
    expect(summaryOf(outputs)).toBe('TXID 0 in 3 out 99 bytes, claim "a \\"quoted\\" name", support "b"');
  });

  it.each([
    [3, ', claim "0", claim "1", claim "2"'],
    [4, ', claim "0", claim "1", claim "2", …'],
    [500, ', claim "0", claim "1", claim "2", …'],
  ])('names three of %p claims', (count, claims) => {
    const outputs = Array.from({ length: count }, (_, i) => claimed(String(i)));
    expect(summaryOf(outputs)).toBe(`TXID 0 in ${count} out 99 bytes${claims}`);
  });
});
