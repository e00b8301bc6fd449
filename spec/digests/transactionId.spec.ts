import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../../lib/codec/hex.js';
import { txid, wtxid } from '../../lib/digests/transactionId.js';
import { BITCOIN_LIMITS } from '../../lib/messages/limits.js';
import { transactionOf } from '../../lib/messages/transaction.js';
import { decode, encode, sampleTransaction } from './blocks.js';

const layout = transactionOf(BITCOIN_LIMITS);

// BIP143's signed example "Native P2WPKH".
const P2WPKH =
  '01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000';

describe('txid and wtxid', () => {
  it('differ for a transaction with witness', () => {
    const transaction = decode(layout, fromHex(P2WPKH));
    expect(encode(layout, transaction)).toStrictEqual(fromHex(P2WPKH));
    expect(txid(transaction)).toBe('e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609');
    expect(wtxid(transaction)).toBe('c36c38370907df2324d9ce9d149d191192f338b37665a82e78e76a12c909b762');
  });

  it('are the same for a transaction without witness', () => {
    expect(wtxid(sampleTransaction(1))).toBe(txid(sampleTransaction(1)));
  });

  it('ignore and include the witness', () => {
    const one = sampleTransaction(1, [Uint8Array.of(1)]);
    const other = sampleTransaction(1, [Uint8Array.of(2)]);
    expect(txid(one)).toBe(txid(other));
    expect(wtxid(one)).not.toBe(wtxid(other));
  });
});
