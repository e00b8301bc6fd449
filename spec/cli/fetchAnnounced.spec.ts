import { describe, expect, it } from '@jest/globals';
import { NEVER, of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bitcoin, InventoryType, type ConversationContext, type InventoryItem, type Message } from '../../lib/index.js';
import { NO_FEATURES } from '../../lib/conversations/conversation.js';
import { fetchAnnounced } from '../../lib/cli/fetchAnnounced.js';

function asked(messages: Message[], witness = true): InventoryItem[][] {
  const context: ConversationContext = {
    network: bitcoin.regtest,
    direction: 'outbound',
    scheduler: new TestScheduler(() => true),
    random: (bytes) => new Uint8Array(bytes),
    sent$: NEVER,
    paused$: of(false),
    agreed: { features: { ...NO_FEATURES, witness } },
    report: () => undefined,
  };
  const received$ = new Subject<Message>();
  const sent: Message[] = [];
  fetchAnnounced()(context)(received$).subscribe((message) => sent.push(message));
  for (const message of messages) received$.next(message);
  return sent.map((message) => (message.command === 'getdata' ? message.items : []));
}

const item = (type: number, n = 1): InventoryItem => ({ type, hash: n.toString(16).padStart(64, '0') });
const inv = (...items: InventoryItem[]): Message => ({ command: 'inv', items });
const { block, transaction, witnessBlock, witnessTransaction, witnessTransactionId } = InventoryType;

describe('fetchAnnounced', () => {
  it('asks for what is announced, with its witness where the remote has it', () => {
    const announced = inv(item(block), item(transaction), item(witnessTransactionId));
    expect(asked([announced])).toEqual([[item(witnessBlock), item(witnessTransaction), item(witnessTransactionId)]]);
    expect(asked([announced], false)).toEqual([[item(block), item(transaction), item(witnessTransactionId)]]);
  });

  it('asks once, and for nothing where nothing is new', () => {
    expect(asked([inv(item(block)), inv(item(block)), inv(), inv(item(block), item(block, 2))], false)).toEqual([
      [item(block)],
      [item(block, 2)],
    ]);
  });

  it('lets by strange types and other messages', () => {
    expect(asked([inv(item(0), item(3), item(99)), { command: 'verack' }])).toEqual([]);
  });

  it('asks for at most 1000 at a time', () => {
    const many = inv(...Array.from({ length: 2500 }, (_, n) => item(block, n)));
    expect(asked([many]).map(({ length }) => length)).toEqual([1000, 1000, 500]);
  });
});
