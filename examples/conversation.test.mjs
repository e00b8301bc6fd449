// node --test conversation.test.mjs
import { test } from 'node:test';
import { blockHash, InventoryType } from 'rxpeer';
import { protocolMarbles } from 'rxpeer/marbles';
import { fetchBlocks } from './conversation.mjs';

// One character is a millisecond. i: inv of a block, d: getdata of it, b: the block itself. I: inv of a transaction.

test('requests a block that is announced, and no transaction', () =>
  protocolMarbles((m) => {
    const conversation = m.converse(fetchBlocks, m.received('--i--I--b--|'));
    m.expectSent(conversation, '                             --d--------|');
  }));

test('requests a block again after five seconds, until it arrives', () =>
  protocolMarbles((m) => {
    const conversation = m.converse(fetchBlocks, m.received('--i 12s         b 9s |'));
    m.expectSent(conversation, '                             --d 4999ms d 4999ms d 11001ms |');
  }));

test('requests one block at a time', () =>
  protocolMarbles((m) => {
    const { header } = m.alphabet.b.block;
    const nextHeader = { ...header, prevBlock: blockHash(header) };
    const item = { type: InventoryType.block, hash: blockHash(nextHeader) };
    const letters = {
      j: { ...m.alphabet.i, items: [item] },
      e: { ...m.alphabet.d, items: [item] },
      B: { ...m.alphabet.b, block: { header: nextHeader, transactions: [] } },
    };
    const conversation = m.converse(fetchBlocks, m.received('-ij--b---B--|', letters));
    m.expectSent(conversation, '                             -d---e------|', letters);
  }));
