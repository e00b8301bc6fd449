import { describe, expect, it } from '@jest/globals';
import type { Exchange } from '../../../lib/protocol/exchanges/exchange.js';
import { ExchangeLedger } from '../../../lib/protocol/exchanges/exchangeLedger.js';
import { sentMessage } from '../../../lib/protocol/exchanges/ledgerMessage.js';
import { MAX_PENDING_PINGS } from '../../../lib/protocol/keepAlive.js';
import { MAX_PENDING_QUESTIONS } from '../../../lib/protocol/exchanges/pendingQuestions.js';
import { blockHash } from '../../../lib/digests/blockHash.js';
import { txid, wtxid } from '../../../lib/digests/transactionId.js';
import { InventoryType, type InventoryItem } from '../../../lib/messages/inventory.js';
import type { Message } from '../../../lib/messages/table.js';
import type { Transaction } from '../../../lib/messages/transaction.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { hash } from '../../helpers/samples.js';

const transaction: Transaction = {
  version: 2,
  inputs: [
    {
      previousOutput: { hash: hash(1), index: 0 },
      script: new Uint8Array(0),
      sequence: 0,
      witness: [new Uint8Array(1)],
    },
  ],
  outputs: [],
  lockTime: 0,
};

/** Whoever looks into it is caught. */
const notToBeHashed = new Proxy<Transaction>(transaction, {
  get() {
    throw new Error('looked at');
  },
});

describe('ExchangeLedger', () => {
  it('remembers MAX_PENDING_QUESTIONS questions, not one more', () => {
    const { ledger, told } = start();
    ledger.ask(sentMessage(getdata(...items(MAX_PENDING_QUESTIONS))), 0);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS);
    ledger.ask(sentMessage(getdata(transactionItem(hash(MAX_PENDING_QUESTIONS)))), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 1);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 2);
    expect(told).toEqual([]);
    ledger.end();
    expect(told).toHaveLength(MAX_PENDING_QUESTIONS);
  });

  it('remembers few getheaders: each has a locator, and each is asked whether it is answered', () => {
    const { ledger } = start();
    for (let n = 0; n <= 1000; n++) {
      ledger.ask(sentMessage({ command: 'getheaders', version: 70_016, locator: [], stopHash: hash(n) }), 0);
    }
    expect(ledger.size).toBeLessThanOrEqual(1000);
  });

  it('gives up the oldest of more pings than may wait: a remote that answers none is asked for ever', () => {
    const { ledger, told } = start();
    for (let nonce = 1n; nonce <= BigInt(MAX_PENDING_PINGS) + 2n; nonce++)
      ledger.ask(sentMessage({ command: 'ping', nonce }), 0);
    expect(ledger.size).toBe(MAX_PENDING_PINGS);
    expect(told).toMatchObject([
      { question: 'ping', key: '1', outcome: 'unanswered' },
      { question: 'ping', key: '2', outcome: 'unanswered' },
    ]);
    ledger.answer(sentMessage({ command: 'pong', nonce: 3n }), 1);
    expect(told.at(-1)).toMatchObject({ key: '3', outcome: 'answered' });
  });

  it('keeps the order of asking, whatever of it was looked at', () => {
    const { ledger, told } = start();
    ledger.ask(sentMessage(getdata(...items(1))), 0);
    ledger.ask(sentMessage({ command: 'getaddr' }), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 2);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 3);
    ledger.ask(sentMessage(getdata(...items(2))), 4);
    ledger.end();
    expect(told.map(({ question, key }) => [question, key])).toEqual([
      ['ping', '1'],
      ['getdata', hash(0)],
      ['getdata', hash(1)],
      ['getaddr', ''],
    ]);
  });

  it('has room again after an answer', () => {
    const { ledger, told } = start();
    ledger.ask(sentMessage(getdata(...items(MAX_PENDING_QUESTIONS))), 0);
    ledger.answer(sentMessage({ command: 'notfound', items: items(1) }), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 2);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 3);
    expect(told.map(({ question }) => question)).toEqual(['getdata', 'ping']);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS - 1);
  });

  it('takes the same question once while it waits, from the first time it was asked', () => {
    const { ledger, told } = start();
    for (const atMs of [0, 5]) ledger.ask(sentMessage(getdata(...items(1), ...items(1))), atMs);
    expect(ledger.size).toBe(1);
    ledger.answer(sentMessage({ command: 'notfound', items: items(1) }), 7);
    expect(told).toMatchObject([{ askedAtMs: 0, tookMs: 7 }]);
  });

  it('hashes a transaction only while one is waited for', () => {
    const { ledger } = start();
    const answer = (): void => ledger.answer(sentMessage({ command: 'tx', transaction: notToBeHashed }), 1);
    ledger.ask(sentMessage(getdata({ type: InventoryType.block, hash: hash(1) })), 0);
    expect(answer).not.toThrow();
    ledger.ask(sentMessage(getdata(transactionItem(hash(1)))), 0);
    expect(answer).toThrow('looked at');
    ledger.answer(sentMessage({ command: 'notfound', items: [transactionItem(hash(1))] }), 1);
    expect(answer).not.toThrow();
  });

  it.each([
    ['txid', InventoryType.transaction, txid(transaction)],
    ['txid, with its witness', InventoryType.witnessTransaction, txid(transaction)],
    ['wtxid', InventoryType.witnessTransactionId, wtxid(transaction)],
  ])('knows a transaction by its %s', (_, type, id) => {
    const { ledger, told } = start();
    ledger.ask(sentMessage(getdata({ type, hash: id })), 0);
    ledger.answer(sentMessage({ command: 'tx', transaction }), 1);
    expect(told).toEqual([
      {
        direction: 'sent',
        question: 'getdata',
        key: id,
        item: { type, hash: id },
        askedAtMs: 0,
        tookMs: 1,
        outcome: 'answered',
      },
    ]);
  });

  it('remembers the last 16 announcements by cmpctblock', () => {
    const { ledger, told } = start();
    const header = { version: 1, prevBlock: hash(0), merkleRoot: hash(0), timestamp: 0, bits: 0 };
    const hashes: string[] = [];
    for (let nonce = 0; nonce < 17; nonce++) {
      ledger.answer(
        sentMessage({
          command: 'cmpctblock',
          header: { ...header, nonce },
          nonce: 0n,
          shortIds: [],
          prefilledTransactions: [],
        }),
        nonce,
      );
      hashes.push(blockHash({ ...header, nonce }));
    }
    for (const each of hashes) ledger.ask(sentMessage({ command: 'getblocktxn', blockHash: each, indexes: [] }), 20);
    for (const each of hashes)
      ledger.answer(sentMessage({ command: 'blocktxn', blockHash: each, transactions: [] }), 21);
    const announced = told.map(({ announcedAtMs }) => announcedAtMs);
    expect(announced).toEqual([undefined, ...Array.from({ length: 16 }, (_, i) => i + 1)]);
    expect(told[0]).not.toHaveProperty('announcedAtMs');
  });

  it('says of each kind which waits for longest', () => {
    const { ledger } = start();
    ledger.ask(sentMessage(getdata(...items(2))), 1);
    ledger.ask(sentMessage({ command: 'mempool' }), 2);
    ledger.ask(sentMessage(getdata({ type: InventoryType.block, hash: hash(1) })), 3);
    expect(ledger.oldest().map(({ question, askedAtMs }) => `${question} ${askedAtMs}`)).toEqual([
      ...['getdata 1', 'mempool 2', 'getdata 3'],
    ]);
    ledger.answer(sentMessage({ command: 'notfound', items: items(2) }), 4);
    expect(ledger.oldest()).toHaveLength(2);
  });

  it('tells what waits once, when it ends', () => {
    const { ledger, told } = start();
    ledger.ask(sentMessage({ command: 'getaddr' }), 1);
    ledger.end();
    ledger.end();
    expect(told).toEqual([{ direction: 'sent', question: 'getaddr', key: '', askedAtMs: 1, outcome: 'unanswered' }]);
    expect(ledger.size).toBe(0);
    expect(ledger.oldest()).toEqual([]);
  });
});

function start() {
  const told: Exchange[] = [];
  const ledger = new ExchangeLedger({
    direction: 'sent',
    network: bitcoin.regtest,
    timeoutOf: () => 30_000,
    onExchange: (exchange) => told.push(exchange),
    isObserved: () => true,
  });
  return { ledger, told };
}

function getdata(...items: InventoryItem[]): Message {
  return { command: 'getdata', items };
}

function transactionItem(id: string): InventoryItem {
  return { type: InventoryType.transaction, hash: id };
}

function items(count: number): InventoryItem[] {
  return Array.from({ length: count }, (_, i) => transactionItem(hash(i)));
}
