import { describe, expect, it } from '@jest/globals';
import { NEVER, of, Subject } from 'rxjs';
import { AnnouncedItems } from '../../lib/cli/announcedItems.js';
import { fetchAnnounced } from '../../lib/cli/fetchAnnounced.js';
import { NO_FEATURES } from '../../lib/protocol/runtime/agreement.js';
import {
  bitcoin,
  InventoryType,
  txid,
  wtxid,
  type ConversationContext,
  type InventoryItem,
  type Message,
} from '../../lib/index.js';
import { SimulatedChain } from '../../lib/simulator.js';
import { VirtualTime } from '../../lib/marbles.js';

/** A connection, and the items of each getdata that was sent on it. */
function connection(items?: AnnouncedItems, { time = new VirtualTime(), witness = true } = {}) {
  const context: ConversationContext = {
    network: bitcoin.regtest,
    direction: 'outbound',
    scheduler: time,
    random: (bytes) => new Uint8Array(bytes),
    sent$: NEVER,
    paused$: of(false),
    agreed: { features: { ...NO_FEATURES, witness } },
    report: () => undefined,
  };
  const received$ = new Subject<Message>();
  const asked: InventoryItem[][] = [];
  const subscription = fetchAnnounced({ items })(context)(received$).subscribe((message) =>
    asked.push(message.command === 'getdata' ? message.items : []),
  );
  return { asked, receive: (message: Message) => received$.next(message), end: () => subscription.unsubscribe() };
}

function asked(messages: Message[], witness = true): InventoryItem[][] {
  const remote = connection(undefined, { witness });
  messages.forEach(remote.receive);
  return remote.asked;
}

const item = (type: number, n = 1): InventoryItem => ({ type, hash: n.toString(16).padStart(64, '0') });
const inv = (...items: InventoryItem[]): Message => ({ command: 'inv', items });
const { block, transaction, witnessBlock, witnessTransaction, witnessTransactionId } = InventoryType;

describe('fetchAnnounced', () => {
  it('requests announced items, with their witness if the remote offers it', () => {
    const announced = inv(item(block), item(transaction), item(witnessTransactionId));
    expect(asked([announced])).toEqual([[item(witnessBlock), item(witnessTransaction), item(witnessTransactionId)]]);
    expect(asked([announced], false)).toEqual([[item(block), item(transaction), item(witnessTransactionId)]]);
  });

  it('requests each item once', () => {
    expect(asked([inv(item(block)), inv(item(block)), inv(), inv(item(block), item(block, 2))], false)).toEqual([
      [item(block)],
      [item(block, 2)],
    ]);
  });

  it('ignores other inventory types and other messages', () => {
    expect(asked([inv(item(0), item(3), item(99)), { command: 'verack' }])).toEqual([]);
  });

  it('requests at most 1000 items with one getdata', () => {
    const many = inv(...Array.from({ length: 2500 }, (_, n) => item(block, n)));
    expect(asked([many]).map(({ length }) => length)).toEqual([1000, 1000, 500]);
  });

  it('requests the item from the next connection if one ends, sends notfound, or does not answer for 60 s', () => {
    const time = new VirtualTime();
    const items = new AnnouncedItems();
    const [a, b, c, d] = Array.from({ length: 4 }, () => connection(items, { time }));
    for (const each of [a!, b!, c!, d!]) each.receive(inv(item(transaction)));
    expect([a!, b!, c!, d!].map((each) => each.asked.length)).toEqual([1, 0, 0, 0]);
    a!.end();
    expect(b!.asked).toEqual([[item(witnessTransaction)]]);
    b!.receive({ command: 'notfound', items: [item(witnessTransaction)] });
    expect(c!.asked).toEqual([[item(witnessTransaction)]]);
    time.advance(59_999);
    expect(d!.asked).toEqual([]);
    time.advance(1);
    expect(d!.asked).toEqual([[item(witnessTransaction)]]);
    time.advance(60_000);
    expect(items.size).toBe(0);
    for (const each of [b!, c!, d!]) each.end();
  });

  it.each(['txid', 'wtxid'] as const)(
    'recognises a received transaction by its %s, and a received block by its hash',
    (name) => {
      const chain = new SimulatedChain({ network: bitcoin.regtest });
      const whole = chain.tip().block!;
      const first = whole.transactions[0]!;
      const items = new AnnouncedItems();
      const [a, b] = [connection(items), connection(items)];
      const type = name === 'txid' ? transaction : witnessTransactionId;
      const announcement = inv(
        { type, hash: name === 'txid' ? txid(first) : wtxid(first) },
        { type: block, hash: chain.tip().hash },
      );
      a.receive(announcement);
      expect(items.size).toBe(2);
      a.receive({ command: 'tx', transaction: first });
      a.receive({ command: 'block', block: whole });
      expect(items.size).toBe(0);
      b.receive(announcement);
      a.end();
      expect([a.asked.length, b.asked.length]).toEqual([1, 0]);
    },
  );

  it('cancels its timer when the connection ends', () => {
    const time = new VirtualTime();
    const remote = connection(undefined, { time });
    remote.receive(inv(item(transaction)));
    remote.end();
    time.advance(120_000);
    expect(remote.asked).toHaveLength(1);
  });
});
