import { describe, expect, it, jest } from '@jest/globals';
import { firstValueFrom, lastValueFrom, map, mergeMap, take, timer, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { record } from '../../../lib/capture/record.js';
import { replay, type ReplayOptions } from '../../../lib/capture/replay/replay.js';
import { createIdentity } from '../../../lib/protocol/handshake/identity.js';
import { bitcoin, createPeer, defineNetwork, memoryDuplexes, type Message, type Peer } from '../../../lib/index.js';
import { ping } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { transcriptOf, type Transcript } from '../../helpers/peer/transcript.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';
import { VirtualTime } from '../../../lib/virtual/virtualTime.js';
import { rawRemote } from '../../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../../helpers/samples.js';
import { activeSession, liveSession } from '../sessions.js';

const AT_ONCE: ReplayOptions = { speed: Infinity, onMalformed: 'drop' };

/** Replays records, with a transcript of each peer from before its first byte. */
function play(records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>, options: ReplayOptions = AT_ONCE) {
  const peers: Peer[] = [];
  const transcripts: Transcript[] = [];
  const peer$ = replay(records, options).pipe(
    map((peer) => {
      peers.push(peer);
      transcripts.push(transcriptOf(peer));
      return peer.id;
    }),
  );
  return { peers, transcripts, outcome: outcomeOf(peer$) };
}

/** The records of activeSession, including `closed`. */
function livelyRecords(): CaptureRecord[] {
  const { peer, records } = activeSession();
  peer.close();
  return records;
}

describe('replay of a recorded session', () => {
  it.each(['outbound', 'inbound'] as const)(
    'emits the values and times of all streams of an %s peer again, to the microsecond',
    (direction) => {
      const live = activeSession({ direction });
      live.peer.close();
      const { transcripts, outcome } = play(live.records);
      expect(outcome.end).toBe('complete');
      expect(transcripts).toEqual([live.transcript]);
      const linesOf = (stream: string) => live.transcript.lines.filter((line) => line.startsWith(`${stream} `));
      expect(linesOf('exchanges$').length).toBeGreaterThan(6);
      expect(linesOf('pings$')).toHaveLength(1);
      expect(linesOf('faults$')).toHaveLength(3);
      expect(linesOf('closed$')).toEqual(['closed$ {"by":"local"}']);
    },
  );

  it('closes as the peer did: by the remote', () => {
    const live = activeSession();
    live.duplex.close();
    expect(play(live.records).transcripts).toEqual([live.transcript]);
    expect(live.transcript.lines).toContain('closed$ {"by":"remote"}');
  });

  it('closes as the peer did: for a remote that stalls', () => {
    const live = activeSession();
    void live.peer.send({ command: 'getdata', items: [{ type: 2, hash: hash(5) }] });
    live.time.advance(31_000);
    expect(play(live.records).transcripts).toEqual([live.transcript]);
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'STALLED', timeoutMs: 30_000 } }]);
  });

  it('closes as the peer did: for bytes that are not a frame', () => {
    const live = activeSession();
    live.write(new Uint8Array(30));
    expect(play(live.records).transcripts).toEqual([live.transcript]);
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'WRONG_MAGIC' } }]);
  });

  it('closes as the peer did: for an invalid payload, with its path', () => {
    const live = activeSession({ onMalformed: 'close' });
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'BAD_CHECKSUM' } }]);
    expect(play(live.records, { speed: Infinity, onMalformed: 'close' }).transcripts).toEqual([live.transcript]);
    const another = liveSession({ onMalformed: 'close' });
    another.sendToPeer(versionMessage(), { command: 'verack' });
    another.write(bytesOf([{ command: 'unknown', name: 'headers', payload: Uint8Array.of(1, 2, 3) }]));
    expect(another.reasons).toMatchObject([{ by: 'fault', error: { code: 'SHORT_PAYLOAD' } }]);
    expect(play(another.records, { speed: Infinity, onMalformed: 'close' }).transcripts).toEqual([another.transcript]);
  });

  it('closes as the peer did: for misbehaviour, under both policies', () => {
    const live = liveSession();
    live.sendToPeer(versionMessage(), { command: 'verack' });
    live.write(bytesOf([{ command: 'unknown', name: 'inv', payload: Uint8Array.of(0xfd, 0x51, 0xc3) }]));
    expect(live.reasons).toMatchObject([{ by: 'fault', misbehaviour: true, error: { code: 'TOO_MANY_ITEMS' } }]);
    expect(play(live.records).transcripts).toEqual([live.transcript]);
    const strict = liveSession({ policy: 'lbcd' });
    strict.sendToPeer(versionMessage(), { command: 'verack' }, { command: 'wtxidrelay' }, { command: 'verack' });
    expect(strict.reasons).toMatchObject([{ by: 'fault', misbehaviour: true, error: { code: 'DUPLICATE_VERACK' } }]);
    expect(play(strict.records, { ...AT_ONCE, policy: 'lbcd' }).transcripts).toEqual([strict.transcript]);
  });

  it('closes as the peer did: before the handshake completed', () => {
    const live = liveSession({ acceptRemote: () => 'not you' });
    live.sendToPeer(versionMessage());
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'REFUSED' } }]);
    expect(play(live.records).transcripts).toEqual([live.transcript]);
  });

  it('can be recorded again to an equal recording', () => {
    const records = livelyRecords();
    const again: CaptureRecord[] = [];
    replay(records, AT_ONCE).subscribe((peer) =>
      record(peer, { session: records[0]!.session }).subscribe((each) => again.push(each)),
    );
    expect(again).toEqual(records);
  });

  it.each([1, 2])('emits the same in virtual time at double speed, run %i', () => {
    const records = livelyRecords();
    const atOnce = play(records).transcripts;
    const time = new VirtualTime();
    const { transcripts, outcome } = play(records, { ...AT_ONCE, speed: 2, scheduler: time });
    time.advance(1000);
    expect(outcome.end).toBeUndefined();
    expect(transcripts[0]!.lines.length).toBeGreaterThan(10);
    const lengthMs = records.at(-1)!.atMs - records[0]!.atMs;
    time.advance(lengthMs / 2 - 1001);
    expect(outcome.end).toBeUndefined();
    time.advance(2);
    expect(outcome.end).toBe('complete');
    expect(transcripts).toEqual(atOnce);
  });

  it('matches a marble diagram, one millisecond per frame', () => {
    const { peer, records, time, sendToPeer } = liveSession();
    time.advance(3);
    sendToPeer(versionMessage(), { command: 'verack' });
    time.advance(4);
    sendToPeer(ping(1n));
    peer.close();
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ expectObservable }) => {
      const commands$ = replay(records, { scheduler }).pipe(
        mergeMap((played) => played.messages$),
        map(({ command }) => command),
      );
      expectObservable(commands$).toBe('---(va)(p|)', { v: 'version', a: 'verack', p: 'ping' });
    });
  });

  it('waits in real time', async () => {
    const { peer, records, time, sendToPeer } = liveSession();
    sendToPeer(versionMessage(), { command: 'verack' });
    time.advance(50);
    sendToPeer(ping(1n));
    peer.close();
    const startMs = performance.now();
    const message$ = replay(records).pipe(mergeMap(({ messages$ }) => messages$.pipe(map(({ command }) => command))));
    expect(await lastValueFrom(message$.pipe(toArray()))).toEqual(['version', 'verack', 'ping']);
    // Timers may fire up to a millisecond early.
    expect(performance.now() - startMs).toBeGreaterThan(48);
  });
});

describe('replay, if it differs from the recording', () => {
  it('ends a peer with CONNECTION_LOST if the recording has no closed', () => {
    const records = livelyRecords().slice(0, -1);
    const { outcome, transcripts } = play(records);
    expect(outcome.end).toBe('complete');
    expect(transcripts[0]!.lines.at(-1)).toContain('"CONNECTION_LOST"');
    expect(transcripts[0]!.ends).toContain('closed$');
  });

  it('sends nothing, but accepts calls of send and announce', async () => {
    const { peers } = play(livelyRecords().slice(0, 10), { ...AT_ONCE, scheduler: new VirtualTime(), speed: 1 });
    expect(await peers[0]!.send({ command: 'getaddr' })).toBe(false);
    expect(() => peers[0]!.send({ command: 'nosuch' } as unknown as Message)).toThrow('nosuch');
    peers[0]!.announce({ type: 1, hash: '00'.repeat(32) });
    expect(peers[0]!.stats()).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
  });

  it('answers a request by a message in the recording', async () => {
    const time = new VirtualTime();
    const records = livelyRecords();
    const [peer] = play(records, { ...AT_ONCE, scheduler: time, speed: 1 }).peers;
    time.advance(120_100);
    const addresses = firstValueFrom(peer!.request.addresses());
    time.advance(30_000);
    expect(await addresses).toEqual([]);
  });

  it('plays one connection or all', () => {
    const first = livelyRecords();
    const second = livelyRecords().map((each) => ({ ...each, session: 1000 }));
    const mixed = first.flatMap((each, i) => [each, second[i]!]);
    expect(play(mixed).transcripts).toHaveLength(2);
    const alone = play(mixed, { ...AT_ONCE, session: 1000 }).transcripts;
    expect(alone).toEqual(play(second).transcripts);
    expect(play(mixed, { ...AT_ONCE, session: 5 })).toMatchObject({ transcripts: [], outcome: { end: 'complete' } });
  });

  it('ends a connection with CONNECTION_LOST if its number is opened again', () => {
    const records = livelyRecords();
    const { transcripts } = play([...records.slice(0, -1), ...records]);
    expect(transcripts).toHaveLength(2);
    expect(transcripts[0]!.lines.at(-1)).toContain('CONNECTION_LOST');
    expect(transcripts[1]).toEqual(play(records).transcripts[0]);
  });

  it('errors for bytes of a connection that is not open, for an unknown network, and with the error of the source', async () => {
    const records = livelyRecords();
    expect(play(records.slice(1)).outcome.error).toMatchObject({ name: 'CaptureError', code: 'INVALID_RECORD' });
    const strange = records.map((each) => (each.kind === 'opened' ? { ...each, network: 'unknown' } : each));
    expect(play(strange).outcome.error).toMatchObject({ code: 'INVALID_OPTION', path: 'network' });
    const { name, ...definition } = bitcoin.regtest;
    const network = defineNetwork({ ...definition, name: `${name}2` });
    expect(play(strange, { ...AT_ONCE, network }).outcome.end).toBe('complete');
    const failing = play(failingAfter(records.slice(0, 5)));
    await nextTurn();
    expect(failing.outcome.error).toEqual(new Error('source failed'));
    expect(failing.transcripts[0]!.lines.at(-1)).toContain('CONNECTION_LOST');
  });

  it.each([0, -1, NaN])('refuses a speed of %p', (speed) => {
    expect(() => replay([], { speed })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'speed' }));
  });
});

describe('replay, of transport v2', () => {
  it('skips raw bytes and secrets, and does not wait for them', () => {
    const records = livelyRecords();
    const { session } = records[0]!;
    const extra: CaptureRecord[] = [
      { kind: 'rawBytes', session, atMs: 8e15, direction: 'sent', bytes: Uint8Array.of(1, 2, 3) },
      {
        ...{ kind: 'secrets', session: 77, atMs: 0, sharedSecret: new Uint8Array(32) },
        ...{ receivedGarbage: new Uint8Array(3), sentGarbage: new Uint8Array(0) },
      },
    ];
    const { outcome, transcripts } = play(records.flatMap((each) => [each, ...extra]));
    expect(outcome.end).toBe('complete');
    expect(transcripts).toEqual(play(records).transcripts);
  });

  it.each(['outbound', 'inbound'] as const)(
    'emits what the streams of an %s peer have emitted, and its session id',
    (direction) => {
      const duplexes = memoryDuplexes();
      const records: CaptureRecord[] = [];
      let live: Transcript | undefined;
      const options = { network: bitcoin.regtest, scheduler: new VirtualTime({ startMs: 1e12 }), pingIntervalMs: 1000 };
      const onPeer = (peer: Peer): void => {
        live = transcriptOf(peer);
        record(peer).subscribe((each) => records.push(each));
      };
      const isOurs = direction === 'outbound';
      const outbound = createPeer(duplexes.outbound, {
        ...options,
        transport: 'v2',
        identity: createIdentity(),
        ...(isOurs ? { onPeer } : {}),
      });
      const inbound = createPeer(duplexes.inbound, { ...options, ...(isOurs ? {} : { onPeer }) });
      inbound.start();
      outbound.start();
      for (const peer of [inbound, outbound]) {
        void peer.send(ping(7n));
        void peer.send({ command: 'unknown', name: 'mystery', payload: Uint8Array.of(1, 2, 3) });
        void peer.send({ command: 'sendheaders' });
      }
      options.scheduler.advance(3000);
      expect(outbound.transport).toEqual({ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(inbound.transport).toEqual(outbound.transport);
      (isOurs ? outbound : inbound).close();
      expect(records[0]).toMatchObject({ kind: 'opened', transport: 'v2', sessionId: outbound.transport!.sessionId });
      expect(records.filter(({ kind }) => kind === 'bytes').length).toBeGreaterThan(10);
      const { outcome, peers, transcripts } = play(records);
      expect(outcome.end).toBe('complete');
      expect(transcripts).toEqual([live]);
      expect(peers[0]!.transport).toEqual(outbound.transport);
    },
  );
});

describe('replay, pacing', () => {
  it('reads one record ahead of time, and ends the iteration when unsubscribed', async () => {
    const records = livelyRecords();
    let yielded = 0;
    let isReturned = false;
    async function* source() {
      try {
        for (const each of records) {
          yielded += 1;
          yield Promise.resolve(each);
        }
      } finally {
        isReturned = true;
      }
    }
    const time = new VirtualTime();
    const { outcome, transcripts } = play(source(), { ...AT_ONCE, speed: 1, scheduler: time });
    await nextTurn();
    time.advance(5);
    await nextTurn();
    const due = records.filter(({ atMs }) => atMs <= records[0]!.atMs + 5).length;
    expect(yielded).toBe(due + 1);
    outcome.unsubscribe();
    await nextTurn();
    expect(isReturned).toBe(true);
    expect(transcripts[0]!.lines.at(-1)).toBe('closed$ {"by":"local"}');
  });

  it.each([1, 4])('is delayed by the time for which a consumer paused it, at speed %i', (speed) => {
    const MIB = 1024 * 1024;
    const at = (atMs: number, ...messages: Message[]): CaptureRecord => {
      return { kind: 'bytes', session: 1, atMs, direction: 'received', bytes: bytesOf(messages) };
    };
    const bulk: Message = { command: 'unknown', name: 'bulk', payload: new Uint8Array(MIB) };
    const records: CaptureRecord[] = [
      { kind: 'opened', session: 1, atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      at(0, versionMessage(), { command: 'verack' }),
      ...Array.from({ length: 20 }, (_, i) => at(40 * (i + 1), bulk)),
      // Long after the last pause.
      at(400_000, ping(1n)),
    ];
    const time = new VirtualTime();
    let peer: Peer | undefined;
    let pingAtMs: number | undefined;
    replay(records, { scheduler: time, speed }).subscribe((each) => (peer = each));
    peer!.on('ping').subscribe(() => (pingAtMs = time.now()));
    peer!.consume('unknown', () => timer(700, time)).subscribe();
    let pausedMs = 0;
    while (pingAtMs === undefined && time.now() < 1_000_000) {
      time.advance(10);
      if (peer!.stats().isPaused) pausedMs += 10;
    }
    expect(pausedMs).toBeGreaterThan(1000);
    expect(pingAtMs).toBe(400_000 / speed + pausedMs);
  });

  it('plays a record whose time is before the previous one at the time of the previous one', () => {
    const at = (atMs: number, ...messages: Message[]): CaptureRecord => {
      return { kind: 'bytes', session: 1, atMs, direction: 'received', bytes: bytesOf(messages) };
    };
    const records: CaptureRecord[] = [
      { kind: 'opened', session: 1, atMs: 1000, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      at(1010, versionMessage()),
      at(400, { command: 'verack' }),
      at(1020, ping(1n)),
      { kind: 'closed', session: 1, atMs: 0, by: 'remote' },
    ];
    const times: number[] = [];
    const outcome = outcomeOf(
      replay(records, AT_ONCE).pipe(
        mergeMap((peer) => peer.traffic$),
        map(({ atMs }) => times.push(atMs)),
      ),
    );
    expect([outcome.end, times]).toEqual(['complete', [1010, 1010, 1020]]);
  });

  it('errors with INVALID_RECORD for bytes of a connection that has closed', () => {
    const records: CaptureRecord[] = [
      { kind: 'opened', session: 1, atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      { kind: 'closed', session: 1, atMs: 1, by: 'remote' },
      { kind: 'bytes', session: 1, atMs: 2, direction: 'received', bytes: bytesOf([ping(1n)]) },
    ];
    let reason: unknown;
    replay(records, AT_ONCE).subscribe({ error: (error: unknown) => (reason = error) });
    expect(reason).toMatchObject({ name: 'CaptureError', code: 'INVALID_RECORD' });
  });

  it('waits longer than the longest delay of a timer', () => {
    const monthMs = 30 * 24 * 3_600_000;
    const opened = {
      kind: 'opened',
      session: 1,
      network: 'bitcoin.regtest',
      direction: 'outbound',
      address: '',
    } as const;
    const records: CaptureRecord[] = [
      { ...opened, atMs: 0 },
      { ...opened, session: 2, atMs: monthMs },
    ];
    const time = new VirtualTime();
    const schedule = jest.spyOn(time, 'schedule');
    const openedAt: number[] = [];
    replay(records, { scheduler: time }).subscribe(() => openedAt.push(time.now()));
    time.advance(2 * monthMs);
    expect(openedAt).toEqual([0, monthMs]);
    // The longest delay of setTimeout.
    expect(schedule.mock.calls.map(([, delayMs]) => delayMs)).toEqual([2 ** 31 - 1, monthMs - (2 ** 31 - 1)]);
  });

  it('waits while a consumer pauses a peer, and continues afterwards', () => {
    const records: CaptureRecord[] = [];
    const sessionTime = new VirtualTime();
    const session = rawRemote({
      scheduler: sessionTime,
      onPeer: (each) => record(each).subscribe((recorded) => records.push(recorded)),
    });
    session.sendToPeer(versionMessage(), { command: 'verack' });
    for (let i = 0; i < 10; i++) {
      sessionTime.advance(10);
      session.sendToPeer({ command: 'unknown', name: 'bulk', payload: new Uint8Array(1024 * 1024) });
    }
    session.peer.close();
    const time = new VirtualTime();
    const done: number[] = [];
    let peer: Peer | undefined;
    const outcome = outcomeOf(
      replay(records, { scheduler: time }).pipe(
        mergeMap((each) => {
          peer = each;
          return each.consume('unknown', () => timer(1000, time).pipe(map(() => done.push(time.now()))));
        }),
      ),
    );
    time.advance(150);
    expect(peer!.stats()).toMatchObject({ isPaused: true });
    time.advance(20_000);
    expect(done).toHaveLength(10);
    expect(outcome.end).toBe('complete');
  });

  it('stops at take, and completes if a subscriber closes the peer', () => {
    const records = livelyRecords();
    const outcome = outcomeOf(
      replay(records, AT_ONCE).pipe(
        mergeMap(({ messages$ }) => messages$),
        take(3),
      ),
    );
    expect(outcome).toMatchObject({ end: 'complete', values: { length: 3 } });
    const closing = outcomeOf(replay(records, AT_ONCE).pipe(map((peer) => peer.close())));
    expect(closing.end).toBe('complete');
  });
});

async function* failingAfter(records: readonly CaptureRecord[]) {
  yield* records;
  await Promise.resolve();
  throw new Error('source failed');
}
