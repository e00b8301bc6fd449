import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { MsgHdrs } from '@nats-io/nats-core';
import type { ExportedPeer } from '../../../lib/export/events/exportEvent.js';
import { RecordPublisher, type RecordPublisherOptions } from '../../../lib/export/nats/publish/recordPublisher.js';
import { RecordList } from '../../../lib/export/nats/records/recordReader.js';
import { bitcoin } from '../../../lib/index.js';
import { FakeNats, turn, type FakeMessage } from '../../helpers/nats/fakeNats.js';
import { received, recordsOf, START_MS } from '../../helpers/nats/recordLists.js';

const network = bitcoin.regtest;

function peerOf(id: number, changes: Partial<ExportedPeer> = {}): ExportedPeer {
  return {
    id,
    address: `10.0.0.${id}:1`,
    direction: 'outbound',
    network,
    protocolVersion: 70016,
    transport: { version: 1 },
    ...changes,
  } as ExportedPeer;
}

const frame = (command: string, payload: number | Uint8Array = 0) => ({
  ...received(command, payload),
  atMs: START_MS,
});

function publisher(options: Partial<RecordPublisherOptions> = {}) {
  const nats = new FakeNats();
  const client = nats.client();
  const whenReady = async () => {
    while (!client.isConnected && !client.isClosed()) await turn();
  };
  const created = new RecordPublisher({
    network,
    monitor: 'berlin',
    connection: client.connection,
    whenReady,
    ...options,
  });
  return {
    nats,
    client,
    publisher: created,
    counts: () => ({ published: created.publishedMessages, dropped: created.droppedMessages }),
    /** Publishes `messages` as one list. */
    list: async (peer: ExportedPeer, messages: number, payloadBytes = 100) => {
      for (let i = 0; i < messages; i++) created.addFrame(peer, frame('tx', payloadBytes));
      await turn();
    },
  };
}

/** The last token of the subject, and the records, of each message. */
const listsIn = (messages: readonly FakeMessage[]): [string, number][] =>
  messages.map(({ data, subject }) => [subject.split('.').slice(3).join('.'), recordsOf(data).length]);

describe('RecordPublisher', () => {
  it('publishes one list per peer and turn, with sequence numbers in the order of publishing', async () => {
    const { nats, publisher: records } = publisher();
    const [a, b] = [peerOf(1), peerOf(2)];
    records.addFrame(a, frame('inv', 37));
    records.addFrame(b, frame('ping', 8));
    records.addFrame(a, frame('tx', 90));
    records.addEvent(undefined, START_MS, { kind: 'goodbye' });
    await turn();
    records.addFrame(a, frame('tx', 90));
    await turn();
    expect(listsIn(nats.messages)).toEqual([
      ['1', 2],
      ['2', 1],
      ['monitor', 1],
      ['1', 1],
    ]);
    const headers = nats.messages.map(({ data }) => new RecordList(data).header);
    expect(headers.map(({ sequence }) => sequence)).toEqual([0, 2, 3, 4]);
    expect(new Set(headers.map(({ instance }) => instance))).toEqual(new Set([records.instance]));
    expect(nats.subjects()[0]).toBe('rxpeer.bitcoin%2Eregtest.berlin.1');
  });

  it('publishes the last list of a peer that has ended before anything of a new peer', async () => {
    const { nats, publisher: records } = publisher();
    const ended = peerOf(1);
    records.addFrame(ended, frame('inv', 37));
    records.addEvent(ended, START_MS, { kind: 'closed', reason: { by: 'remote' } });
    records.forget(ended);
    records.addFrame(peerOf(2), frame('ping', 8));
    await turn();
    expect(listsIn(nats.messages)).toEqual([
      ['1', 2],
      ['2', 1],
    ]);
  });

  it('publishes only the commands that are chosen; unknown matches all others', async () => {
    const { nats, publisher: records } = publisher({ commands: ['ping', 'unknown'] });
    for (const command of ['ping', 'inv', 'weird', 'unknown', 'constructor'])
      records.addFrame(peerOf(1), frame(command));
    await turn();
    expect((recordsOf(nats.messages[0]!.data) as { command: string }[]).map(({ command }) => command)).toEqual([
      'ping',
      'weird',
      'unknown',
      'constructor',
    ]);
  });

  it('leaves payloads out', async () => {
    const { nats, publisher: records } = publisher({ payloads: false });
    records.addFrame(peerOf(1), frame('block', 1_000_000));
    await turn();
    expect(nats.messages[0]!.data.length).toBeLessThan(100);
    expect(recordsOf(nats.messages[0]!.data)).toMatchObject([{ payload: undefined, sizeBytes: 1_000_024 }]);
  });

  it('publishes 1,000 unknown commands in lists of 255', async () => {
    const { counts, nats, publisher: records } = publisher();
    for (let i = 0; i < 1000; i++) records.addFrame(peerOf(1), frame(`c${i}`, 1));
    await turn();
    expect(listsIn(nats.messages).map(([, count]) => count)).toEqual([255, 255, 255, 235]);
    expect(counts()).toEqual({ published: 1000, dropped: 0 });
  });

  describe('per command', () => {
    it('publishes each message alone, with headers, on a subject that no remote can choose', async () => {
      const { nats, publisher: records } = publisher({ perCommand: true });
      const peer = peerOf(1, { address: `a\r\nb${'c'.repeat(2000)}:1`, transport: { version: 2 } });
      records.addFrame(peer, { ...frame('ping', Uint8Array.of(1, 2)), direction: 'sent' });
      records.addFrame(peer, frame('a.b.>', 1));
      records.addFrame(peerOf(2, { transport: undefined, protocolVersion: undefined }), frame('inv'));
      await turn();
      const alone = nats.messages.filter(({ headers }) => headers !== undefined);
      expect(alone.map(({ subject }) => subject.split('.').slice(3).join('.'))).toEqual([
        '1.sent.ping',
        '1.received.unknown',
        '2.received.inv',
      ]);
      expect(alone[0]!.data).toEqual(Uint8Array.of(1, 2));
      const valuesOf = (headers: MsgHdrs | undefined) =>
        Object.fromEntries([...headers!].map(([key, [value]]) => [key, value]));
      expect(valuesOf(alone[0]!.headers)).toEqual({
        'Rxpeer-Time': String(START_MS),
        'Rxpeer-Address': expect.stringMatching(/^a {2}bc{251}$/),
        'Rxpeer-Size': '26',
        'Rxpeer-Transport': '2',
        'Rxpeer-Protocol-Version': '70016',
      });
      expect(Object.keys(valuesOf(alone[2]!.headers)).sort()).toEqual(['Rxpeer-Address', 'Rxpeer-Size', 'Rxpeer-Time']);
    });

    it('counts a message that is larger than max_payload, which the record lists still have', async () => {
      const { client, counts, nats, publisher: records } = publisher({ perCommand: true });
      client.maxPayload = 64 * 1024;
      records.addFrame(peerOf(1), frame('block', 64 * 1024));
      records.addFrame(peerOf(1), frame('ping', 8));
      await turn();
      expect(records.droppedPerCommand).toBe(1);
      expect(counts()).toEqual({ published: 2, dropped: 0 });
      expect(nats.subjects().filter((subject) => subject.endsWith('.received.block'))).toEqual([]);
    });
  });

  describe('a large message', () => {
    it('is published in chunks of the maximum payload', async () => {
      const { client, counts, nats, publisher: records } = publisher();
      client.maxPayload = 64 * 1024;
      records.addFrame(peerOf(1), frame('block', 4_000_000));
      await turn();
      expect(nats.messages).toHaveLength(62);
      expect(Math.max(...nats.messages.map(({ data }) => data.length))).toBe(64 * 1024);
      expect(counts()).toEqual({ published: 1, dropped: 0 });
    });

    it('that would need more than 65,535 chunks is dropped and counted', async () => {
      const { client, counts, nats, publisher: records } = publisher();
      client.maxPayload = 31;
      records.addFrame(peerOf(1), frame('block', 65_535));
      records.addFrame(peerOf(1), frame('ping', 8));
      await turn();
      expect(counts()).toEqual({ published: 1, dropped: 1 });
      expect(records.figures().droppedBytes).toBeGreaterThan(65_535);
      expect(nats.messages.length).toBeGreaterThan(0);
    });

    it('that is larger than the queue is dropped and counted', async () => {
      const { counts, publisher: records } = publisher({ maxQueuedBytes: 1024 * 1024 });
      records.addFrame(peerOf(1), frame('block', 1024 * 1024));
      records.addFrame(peerOf(1), frame('ping', 8));
      await turn();
      expect(counts()).toEqual({ published: 1, dropped: 1 });
    });
  });

  describe('a server that does not confirm', () => {
    it('costs at most maxQueuedBytes: a list at the bound exactly is queued, the next is dropped', async () => {
      const { client, counts, list, publisher: records } = publisher();
      const peer = peerOf(1);
      client.confirms = false;
      await list(peer, 1);
      const listBytes = records.figures().queuedBytes;
      const bounded = publisher({ maxQueuedBytes: 3 * listBytes });
      bounded.client.confirms = false;
      for (let i = 0; i < 3; i++) await bounded.list(peer, 1);
      expect(bounded.publisher.figures()).toMatchObject({ queuedBytes: 3 * listBytes, droppedBytes: 0 });
      await bounded.list(peer, 1);
      expect(bounded.publisher.figures()).toMatchObject({ queuedBytes: 3 * listBytes });
      expect(bounded.counts()).toEqual({ published: 0, dropped: 1 });
      bounded.client.confirms = true;
      bounded.client.confirm();
      await bounded.publisher.flush();
      expect(bounded.counts()).toEqual({ published: 3, dropped: 1 });
      expect(counts()).toEqual({ published: 0, dropped: 0 });
    });

    it('leaves a gap in the sequence numbers as wide as what was dropped', async () => {
      const { client, list, nats, publisher: records } = publisher({ maxQueuedBytes: 2000 });
      const peer = peerOf(1);
      client.confirms = false;
      await list(peer, 1);
      for (let i = 0; i < 10; i++) await list(peer, 3, 1000);
      client.confirms = true;
      client.confirm();
      await records.flush();
      await list(peer, 1);
      const last = new RecordList(nats.messages.at(-1)!.data).header.sequence;
      const delivered = nats.messages.slice(0, -1).reduce((sum, { data }) => sum + recordsOf(data).length, 0);
      expect(last - delivered).toBe(records.droppedMessages);
      expect(records.droppedMessages).toBeGreaterThan(20);
      expect(records.publishedMessages + records.droppedMessages).toBe(32);
    });

    it('loses and counts the batch that was in flight when the connection was lost, and continues', async () => {
      const { client, counts, list, publisher: records } = publisher();
      client.confirms = false;
      await list(peerOf(1), 5);
      await list(peerOf(1), 2);
      client.disconnect();
      await turn();
      client.reconnect();
      client.confirms = true;
      client.confirm();
      await records.flush();
      await list(peerOf(1), 1);
      expect(counts()).toEqual({ published: 3, dropped: 5 });
    });

    it('costs no more memory than it counts, also with the smallest lists', async () => {
      const { client, list, publisher: records } = publisher({ maxQueuedBytes: 8 * 1024 * 1024 });
      client.confirms = false;
      const peer = peerOf(1);
      await list(peer, 1, 0);
      const before = usedBytes();
      for (let i = 0; i < 20_000; i++) {
        records.addFrame(peer, frame('tx', 10));
        await Promise.resolve();
        await Promise.resolve();
      }
      const takenBytes = usedBytes() - before;
      const { queuedBytes } = records.figures();
      expect(records.droppedMessages).toBeGreaterThan(5000);
      expect(queuedBytes).toBeGreaterThan(8_000_000);
      expect(takenBytes).toBeLessThan(1.25 * queuedBytes);
      expect(takenBytes).toBeGreaterThan(0.25 * queuedBytes);
    });

    it('whose connection is closed: all messages count as dropped, and nothing throws', async () => {
      const { client, counts, list } = publisher();
      client.close();
      await list(peerOf(1), 4);
      expect(counts()).toEqual({ published: 0, dropped: 4 });
    });
  });
});

/** What the process uses after a collection: the heap and the buffers outside of it. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) collect();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
