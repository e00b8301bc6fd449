import { describe, expect, it } from '@jest/globals';
import { lineOf } from '../../../lib/dashboard/collect/lineOf.js';
import { blockHash, txid } from '../../../lib/index.js';
import { defaultAlphabet } from '../../../lib/marbles/defaultAlphabet.js';
import { hash } from '../../helpers/samples.js';
import { loggedFrames, NETWORK } from './loggedFrames.js';

describe('lineOf', () => {
  it('finds the first message that announced or carried a hash', () => {
    const { logs, add, addPayload } = loggedFrames();
    const { b, h, t } = defaultAlphabet(NETWORK);
    addPayload('inv', Uint8Array.of(9));
    add({ command: 'inv', items: [{ type: 2, hash: hash(7) }] }, 'sent');
    add({
      command: 'inv',
      items: [
        { type: 1, hash: hash(6) },
        { type: 2, hash: hash(7) },
      ],
    });
    add({ command: 'inv', items: [{ type: 2, hash: hash(7) }] });
    add(h);
    add(b);
    add(t);
    const find = (each: string) => lineOf(logs, NETWORK, { peer: 1, hash: each }).line;
    expect([hash(6), hash(7), hash(8)].map(find)).toEqual([3, 3, undefined]);
    expect([blockHash(b.block.header), txid(t.transaction)].map(find)).toEqual([5, 7]);
  });

  it('says why there is no line', () => {
    const { logs } = loggedFrames();
    expect(lineOf(logs, NETWORK, { peer: 1, hash: hash(1) }).missingReason).toMatch(/no longer stored/);
    expect(lineOf(logs, NETWORK, { peer: 2, hash: hash(1) })).toEqual({
      missingReason: 'The messages of this peer are no longer stored.',
    });
  });
});
