import { describe, expect, it, jest } from '@jest/globals';
import { firstValueFrom, lastValueFrom, map, mergeMap, take, timer, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { record } from '../../../lib/capture/record.js';
import { replay, type ReplayOptions } from '../../../lib/capture/replay/replay.js';
import { bitcoin, defineNetwork, type Message, type Peer } from '../../../lib/index.js';
import { ping } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { transcriptOf, type Transcript } from '../../helpers/peer/transcript.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';
import { VirtualTime } from '../../../lib/virtual/virtualTime.js';
import { rawRemote } from '../../helpers/rawRemote.js';
import { bytesOf, versionMessage } from '../../helpers/samples.js';
import { livelySession, liveSession } from '../sessions.js';

const AT_ONCE: ReplayOptions = { speed: Infinity, onMalformed: 'drop' };

/** Plays it, and listens to every peer in it from before its first byte. */
function played(records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>, options: ReplayOptions = AT_ONCE) {
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

/** The records of a lively session, with its end. */
function livelyRecords(): CaptureRecord[] {
  const { peer, records } = livelySession();
  peer.close();
  return records;
}

describe('a recording that is played', () => {
  it.each(['outbound', 'inbound'] as const)(
    'gives every stream of an %s peer again, to the byte and the microsecond',
    (direction) => {
      const live = livelySession({ direction });
      live.peer.close();
      const { transcripts, outcome } = played(live.records);
      expect(outcome.end).toBe('complete');
      expect(transcripts).toEqual([live.transcript]);
      const linesOf = (stream: string) => live.transcript.lines.filter((line) => line.startsWith(`${stream} `));
      expect(linesOf('exchanges$').length).toBeGreaterThan(6);
      expect(linesOf('pings$')).toHaveLength(1);
      expect(linesOf('faults$')).toHaveLength(3);
      expect(linesOf('closed$')).toEqual(['closed$ {"by":"local"}']);
    },
  );

  it('ends as the peer did: by the remote', () => {
    const live = livelySession();
    live.duplex.close();
    expect(played(live.records).transcripts).toEqual([live.transcript]);
    expect(live.transcript.lines).toContain('closed$ {"by":"remote"}');
  });

  it('ends as the peer did: for a remote that stalls', () => {
    const live = livelySession();
    live.time.advance(31_000);
    expect(played(live.records).transcripts).toEqual([live.transcript]);
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'STALLED', timeoutMs: 30_000 } }]);
  });

  it('ends as the peer did: for bytes that are no frame', () => {
    const live = livelySession();
    live.write(new Uint8Array(30));
    expect(played(live.records).transcripts).toEqual([live.transcript]);
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'WRONG_MAGIC' } }]);
  });

  it('ends as the peer did: for a payload that cannot be read, with the place', () => {
    const live = livelySession({ onMalformed: 'close' });
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'BAD_CHECKSUM' } }]);
    expect(played(live.records, { speed: Infinity, onMalformed: 'close' }).transcripts).toEqual([live.transcript]);
    const another = liveSession({ onMalformed: 'close' });
    another.say(versionMessage(), { command: 'verack' });
    another.write(bytesOf([{ command: 'unknown', name: 'headers', payload: Uint8Array.of(1, 2, 3) }]));
    expect(another.reasons).toMatchObject([{ by: 'fault', error: { code: 'SHORT_PAYLOAD' } }]);
    expect(played(another.records, { speed: Infinity, onMalformed: 'close' }).transcripts).toEqual([
      another.transcript,
    ]);
  });

  it('ends as the peer did: for misbehaviour, by either policy', () => {
    const live = liveSession();
    live.say(versionMessage(), { command: 'verack' });
    live.write(bytesOf([{ command: 'unknown', name: 'inv', payload: Uint8Array.of(0xfd, 0x51, 0xc3) }]));
    expect(live.reasons).toMatchObject([{ by: 'fault', misbehaviour: true, error: { code: 'TOO_MANY_ITEMS' } }]);
    expect(played(live.records).transcripts).toEqual([live.transcript]);
    const strict = liveSession({ policy: 'lbcd' });
    strict.say(versionMessage(), { command: 'verack' }, { command: 'wtxidrelay' }, { command: 'verack' });
    expect(strict.reasons).toMatchObject([{ by: 'fault', misbehaviour: true, error: { code: 'DUPLICATE_VERACK' } }]);
    expect(played(strict.records, { ...AT_ONCE, policy: 'lbcd' }).transcripts).toEqual([strict.transcript]);
  });

  it('ends as the peer did: before its handshake was made', () => {
    const live = liveSession({ acceptRemote: () => 'not you' });
    live.say(versionMessage());
    expect(live.reasons).toMatchObject([{ by: 'fault', error: { code: 'REFUSED' } }]);
    expect(played(live.records).transcripts).toEqual([live.transcript]);
  });

  it('is the same recording when it is recorded again', () => {
    const records = livelyRecords();
    const again: CaptureRecord[] = [];
    replay(records, AT_ONCE).subscribe((peer) =>
      record(peer, { session: records[0]!.session }).subscribe((each) => again.push(each)),
    );
    expect(again).toEqual(records);
  });

  it.each(['once', 'and once more'])('comes out the same in virtual time, at its own pace, %s', () => {
    const records = livelyRecords();
    const atOnce = played(records).transcripts;
    const time = new VirtualTime();
    const { transcripts, outcome } = played(records, { ...AT_ONCE, speed: 2, scheduler: time });
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

  it('stands in a marble diagram, a millisecond a frame', () => {
    const { peer, records, time, say } = liveSession();
    time.advance(3);
    say(versionMessage(), { command: 'verack' });
    time.advance(4);
    say(ping(1n));
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

  it('takes its time in real time', async () => {
    const { peer, records, time, say } = liveSession();
    say(versionMessage(), { command: 'verack' });
    time.advance(50);
    say(ping(1n));
    peer.close();
    const startMs = performance.now();
    const message$ = replay(records).pipe(mergeMap(({ messages$ }) => messages$.pipe(map(({ command }) => command))));
    expect(await lastValueFrom(message$.pipe(toArray()))).toEqual(['version', 'verack', 'ping']);
    // A timer may fire a fraction early.
    expect(performance.now() - startMs).toBeGreaterThan(48);
  });
});

describe('what is not to be played as it is', () => {
  it('is cut where the recording is cut', () => {
    const records = livelyRecords().slice(0, -1);
    const { outcome, transcripts } = played(records);
    expect(outcome.end).toBe('complete');
    expect(transcripts[0]!.lines.at(-1)).toContain('"CONNECTION_LOST"');
    expect(transcripts[0]!.ends).toContain('closed$');
  });

  it('says nothing, and lets others try', async () => {
    const { peers } = played(livelyRecords().slice(0, 10), { ...AT_ONCE, scheduler: new VirtualTime(), speed: 1 });
    expect(await peers[0]!.send({ command: 'getaddr' })).toBe(false);
    expect(() => peers[0]!.send({ command: 'nonsense' } as unknown as Message)).toThrow('nonsense');
    peers[0]!.announce({ type: 1, hash: '00'.repeat(32) });
    expect(peers[0]!.stats()).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
  });

  it('answers a request, where the recording has the answer', async () => {
    const time = new VirtualTime();
    const records = livelyRecords();
    const [peer] = played(records, { ...AT_ONCE, scheduler: time, speed: 1 }).peers;
    time.advance(120_100);
    const addresses = firstValueFrom(peer!.request.addresses());
    time.advance(30_000);
    expect(await addresses).toEqual([]);
  });

  it('plays one connection of several, or all', () => {
    const first = livelyRecords();
    const second = livelyRecords().map((each) => ({ ...each, session: 1000 }));
    const mixed = first.flatMap((each, i) => [each, second[i]!]);
    expect(played(mixed).transcripts).toHaveLength(2);
    const alone = played(mixed, { ...AT_ONCE, session: 1000 }).transcripts;
    expect(alone).toEqual(played(second).transcripts);
    expect(played(mixed, { ...AT_ONCE, session: 5 })).toMatchObject({ transcripts: [], outcome: { end: 'complete' } });
  });

  it('cuts a connection whose number another one takes', () => {
    const records = livelyRecords();
    const { transcripts } = played([...records.slice(0, -1), ...records]);
    expect(transcripts).toHaveLength(2);
    expect(transcripts[0]!.lines.at(-1)).toContain('CONNECTION_LOST');
    expect(transcripts[1]).toEqual(played(records).transcripts[0]);
  });

  it('errs for bytes of a connection that was not opened, for an unknown network, and with its source', async () => {
    const records = livelyRecords();
    expect(played(records.slice(1)).outcome.error).toMatchObject({ name: 'CaptureError', code: 'INVALID_RECORD' });
    const strange = records.map((each) => (each.kind === 'opened' ? { ...each, network: 'nowhere' } : each));
    expect(played(strange).outcome.error).toMatchObject({ code: 'INVALID_OPTION', path: 'network' });
    const { name, ...definition } = bitcoin.regtest;
    const network = defineNetwork({ ...definition, name: `${name}2` });
    expect(played(strange, { ...AT_ONCE, network }).outcome.end).toBe('complete');
    const failing = played(failingAfter(records.slice(0, 5)));
    await nextTurn();
    expect(failing.outcome.error).toEqual(new Error('no more'));
    expect(failing.transcripts[0]!.lines.at(-1)).toContain('CONNECTION_LOST');
  });

  it.each([0, -1, NaN])('refuses a speed of %p', (speed) => {
    expect(() => replay([], { speed })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: 'speed' }));
  });
});

describe('who plays', () => {
  it('asks the source for no more than is due, and lets go of it when nobody listens', async () => {
    const records = livelyRecords();
    let given = 0;
    let isLetGo = false;
    async function* source() {
      try {
        for (const each of records) {
          given += 1;
          yield Promise.resolve(each);
        }
      } finally {
        isLetGo = true;
      }
    }
    const time = new VirtualTime();
    const { outcome, transcripts } = played(source(), { ...AT_ONCE, speed: 1, scheduler: time });
    await nextTurn();
    time.advance(5);
    await nextTurn();
    const due = records.filter(({ atMs }) => atMs <= records[0]!.atMs + 5).length;
    expect(given).toBe(due + 1);
    outcome.unsubscribe();
    await nextTurn();
    expect(isLetGo).toBe(true);
    expect(transcripts[0]!.lines.at(-1)).toBe('closed$ {"by":"local"}');
  });

  it.each([1, 4])('is later by the time for which a consumer held it back, at speed %i', (speed) => {
    const MIB = 1024 * 1024;
    const at = (atMs: number, ...messages: Message[]): CaptureRecord => {
      return { kind: 'bytes', session: 1, atMs, direction: 'received', bytes: bytesOf(messages) };
    };
    const bulk: Message = { command: 'unknown', name: 'bulk', payload: new Uint8Array(MIB) };
    const records: CaptureRecord[] = [
      { kind: 'opened', session: 1, atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      at(0, versionMessage(), { command: 'verack' }),
      ...Array.from({ length: 20 }, (_, i) => at(40 * (i + 1), bulk)),
      // Far behind the last time at which it is held back.
      at(400_000, ping(1n)),
    ];
    const time = new VirtualTime();
    let peer: Peer | undefined;
    let pingAtMs: number | undefined;
    replay(records, { scheduler: time, speed }).subscribe((each) => (peer = each));
    peer!.on('ping').subscribe(() => (pingAtMs = time.now()));
    peer!.consume('unknown', () => timer(700, time)).subscribe();
    let heldMs = 0;
    while (pingAtMs === undefined && time.now() < 1_000_000) {
      time.advance(10);
      if (peer!.stats().isPaused) heldMs += 10;
    }
    expect(heldMs).toBeGreaterThan(1000);
    expect(pingAtMs).toBe(400_000 / speed + heldMs);
  });

  it('plays records whose times go back at the time of the one before', () => {
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

  it('waits for a record that is later than any timer can wait', () => {
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
    // What setTimeout takes.
    expect(schedule.mock.calls.map(([, delayMs]) => delayMs)).toEqual([2 ** 31 - 1, monthMs - (2 ** 31 - 1)]);
  });

  it('waits while a consumer holds the reading back, and goes on behind', () => {
    const records: CaptureRecord[] = [];
    const sessionTime = new VirtualTime();
    const session = rawRemote({
      scheduler: sessionTime,
      onPeer: (each) => record(each).subscribe((recorded) => records.push(recorded)),
    });
    session.say(versionMessage(), { command: 'verack' });
    for (let i = 0; i < 10; i++) {
      sessionTime.advance(10);
      session.say({ command: 'unknown', name: 'bulk', payload: new Uint8Array(1024 * 1024) });
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

  it('is stopped in the middle by take, and by a peer that is closed', () => {
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
  throw new Error('no more');
}
