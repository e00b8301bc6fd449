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

/** A message whose payload must not be read: reading it throws. */
const notToBeHashed = new Proxy<Transaction>(transaction, {
  get() {
    throw new Error('looked at');
  },
});

describe('ExchangeLedger', () => {
  it('stores MAX_PENDING_QUESTIONS questions, and drops further ones', () => {
    const { ledger, exchanges } = start();
    ledger.ask(sentMessage(getdata(...items(MAX_PENDING_QUESTIONS))), 0);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS);
    ledger.ask(sentMessage(getdata(transactionItem(hash(MAX_PENDING_QUESTIONS)))), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 1);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 2);
    expect(exchanges).toEqual([]);
    ledger.end();
    expect(exchanges).toHaveLength(MAX_PENDING_QUESTIONS);
  });

  it('stores fewer getheaders, because each has a locator and each is compared with an answer', () => {
    const { ledger } = start();
    for (let n = 0; n <= 1000; n++) {
      ledger.ask(sentMessage({ command: 'getheaders', version: 70_016, locator: [], stopHash: hash(n) }), 0);
    }
    expect(ledger.size).toBeLessThanOrEqual(1000);
  });

  it('drops the oldest ping at the bound, so that a remote that answers none costs constant memory', () => {
    const { ledger, exchanges } = start();
    for (let nonce = 1n; nonce <= BigInt(MAX_PENDING_PINGS) + 2n; nonce++)
      ledger.ask(sentMessage({ command: 'ping', nonce }), 0);
    expect(ledger.size).toBe(MAX_PENDING_PINGS);
    expect(exchanges).toMatchObject([
      { question: 'ping', key: '1', outcome: 'unanswered' },
      { question: 'ping', key: '2', outcome: 'unanswered' },
    ]);
    ledger.answer(sentMessage({ command: 'pong', nonce: 3n }), 1);
    expect(exchanges.at(-1)).toMatchObject({ key: '3', outcome: 'answered' });
  });

  it('keeps the order of the questions, independent of earlier look-ups', () => {
    const { ledger, exchanges } = start();
    ledger.ask(sentMessage(getdata(...items(1))), 0);
    ledger.ask(sentMessage({ command: 'getaddr' }), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 2);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 3);
    ledger.ask(sentMessage(getdata(...items(2))), 4);
    ledger.end();
    expect(exchanges.map(({ question, key }) => [question, key])).toEqual([
      ['ping', '1'],
      ['getdata', hash(0)],
      ['getdata', hash(1)],
      ['getaddr', ''],
    ]);
  });

  it('accepts a new question after an answer', () => {
    const { ledger, exchanges } = start();
    ledger.ask(sentMessage(getdata(...items(MAX_PENDING_QUESTIONS))), 0);
    ledger.answer(sentMessage({ command: 'notfound', items: items(1) }), 1);
    ledger.ask(sentMessage({ command: 'ping', nonce: 1n }), 2);
    ledger.answer(sentMessage({ command: 'pong', nonce: 1n }), 3);
    expect(exchanges.map(({ question }) => question)).toEqual(['getdata', 'ping']);
    expect(ledger.size).toBe(MAX_PENDING_QUESTIONS - 1);
  });

  it('stores a repeated question once, with the time of the first', () => {
    const { ledger, exchanges } = start();
    for (const atMs of [0, 5]) ledger.ask(sentMessage(getdata(...items(1), ...items(1))), atMs);
    expect(ledger.size).toBe(1);
    ledger.answer(sentMessage({ command: 'notfound', items: items(1) }), 7);
    expect(exchanges).toMatchObject([{ askedAtMs: 0, tookMs: 7 }]);
  });

  it('hashes a transaction only while one is pending', () => {
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
  ])('matches a transaction by its %s', (_, type, id) => {
    const { ledger, exchanges } = start();
    ledger.ask(sentMessage(getdata({ type, hash: id })), 0);
    ledger.answer(sentMessage({ command: 'tx', transaction }), 1);
    expect(exchanges).toEqual([
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

  it('stores the last 16 announcements by cmpctblock', () => {
    const { ledger, exchanges } = start();
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
    const announced = exchanges.map(({ announcedAtMs }) => announcedAtMs);
    expect(announced).toEqual([undefined, ...Array.from({ length: 16 }, (_, i) => i + 1)]);
    expect(exchanges[0]).not.toHaveProperty('announcedAtMs');
  });

  it('returns the oldest pending question of each kind', () => {
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

  it('reports pending questions once, when it ends', () => {
    const { ledger, exchanges } = start();
    ledger.ask(sentMessage({ command: 'getaddr' }), 1);
    ledger.end();
    ledger.end();
    expect(exchanges).toEqual([
      { direction: 'sent', question: 'getaddr', key: '', askedAtMs: 1, outcome: 'unanswered' },
    ]);
    expect(ledger.size).toBe(0);
    expect(ledger.oldest()).toEqual([]);
  });
});

function start() {
  const exchanges: Exchange[] = [];
  const ledger = new ExchangeLedger('sent', {
    network: bitcoin.regtest,
    timeoutOf: () => 30_000,
    onExchange: (exchange) => exchanges.push(exchange),
    isObserved: true,
    wallMs: (atMs) => atMs,
  });
  return { ledger, exchanges };
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
