import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom, take, tap } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record, type RecordOptions } from '../../lib/capture/record.js';
import { replay } from '../../lib/capture/replay/replay.js';
import { toHex } from '../../lib/codec/hex.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { bitcoin, createIdentity, createPeer, memoryDuplexes, type Peer, type PeerOptions } from '../../lib/index.js';
import { dial, readCaptureFile, writeCaptureFile } from '../../lib/node.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';
import { framingOf } from '../../marbles/run/v2/seededFraming.js';
import { receive } from '../frame/v2/v2Pair.js';
import { rawBytesOn, requireSecretsFit, secretsIn } from '../helpers/capture/openRawBytes.js';
import { ping } from '../helpers/peer/messages.js';
import { transcriptOf, type Transcript } from '../helpers/peer/transcript.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { ourListener } from '../helpers/tcp.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const network = bitcoin.regtest;
const ENDS = ['outbound', 'inbound'] as const;
type End = (typeof ENDS)[number];

interface Recorded {
  readonly records: Readonly<Record<End, CaptureRecord[]>>;
  readonly transcripts: Readonly<Record<End, Transcript>>;
}

interface Side {
  readonly options?: RecordOptions;
  readonly transport?: PeerOptions['transport'];
}

/** A clock that shows a later time whenever it is read, as a real one does. */
class TickingTime extends VirtualTime {
  private ticks = 0;

  override now(): number {
    return super.now() + (this.ticks += 0.0625);
  }
}

/** Two peers of ours over memory, each recorded and with a transcript: a session with messages and pings in both directions. */
function session(
  { options = { secrets: true }, transport = 'v2' }: Side = {},
  scheduler = new VirtualTime(),
): Recorded {
  scheduler.advance(1e12);
  const duplexes = memoryDuplexes();
  const records: Record<End, CaptureRecord[]> = { outbound: [], inbound: [] };
  const transcripts: Partial<Record<End, Transcript>> = {};
  const peerOf = (end: End): Peer =>
    closedAfterwards(
      createPeer(duplexes[end], {
        ...{ network, scheduler, pingIntervalMs: 1000, identity: createIdentity() },
        random: createSeededRandom(5, end).bytes,
        ...(end === 'outbound' ? { transport } : {}),
        onPeer(peer) {
          transcripts[end] = transcriptOf(peer);
          record(peer, { session: 1, ...options }).subscribe((each) => records[end].push(each));
        },
      }),
    );
  const inbound = peerOf('inbound');
  const outbound = peerOf('outbound');
  inbound.start();
  outbound.start();
  for (const peer of [inbound, outbound]) {
    void peer.send(ping(7n));
    void peer.send({ command: 'unknown', name: 'mystery', payload: new Uint8Array(40_000).fill(7) });
  }
  // More than 224 packets, so that the keys change.
  for (let i = 0; i < 300; i++) void outbound.send(ping(BigInt(i)));
  scheduler.advance(3000);
  outbound.close();
  return { records, transcripts: transcripts as Record<End, Transcript> };
}

function isRaw({ kind }: CaptureRecord): boolean {
  return kind === 'rawBytes' || kind === 'secrets';
}

function replayed(records: readonly CaptureRecord[], onPeer: (peer: Peer) => void = () => undefined): Transcript[] {
  const transcripts: Transcript[] = [];
  replay(records, { speed: Infinity }).subscribe((peer) => {
    transcripts.push(transcriptOf(peer));
    onPeer(peer);
  });
  return transcripts;
}

describe('record() with secrets, of transport v2', () => {
  it.each(ENDS)('emits raw bytes that the secrets decrypt to the recorded packets, of an %s peer', (end) => {
    const records = session().records[end];
    const lengths = requireSecretsFit(records);
    expect(lengths.sent).toBeGreaterThan(40_000);
    expect(lengths.received).toBeGreaterThan(40_000);
    const kinds = records.map(({ kind }) => kind);
    expect(kinds.at(-1)).toBe('closed');
    expect(kinds.indexOf('secrets')).toBeLessThan(kinds.indexOf('bytes'));
  });

  it('emits the same bytes and secrets at both ends, with the directions exchanged', () => {
    const { inbound, outbound } = session().records;
    expect(toHex(rawBytesOn(inbound, 'received'))).toBe(toHex(rawBytesOn(outbound, 'sent')));
    expect(toHex(rawBytesOn(inbound, 'sent'))).toBe(toHex(rawBytesOn(outbound, 'received')));
    const [ours] = secretsIn(outbound);
    const [theirs] = secretsIn(inbound);
    expect(theirs!.sharedSecret).toEqual(ours!.sharedSecret);
    expect([theirs!.receivedGarbage, theirs!.sentGarbage]).toEqual([ours!.sentGarbage, ours!.receivedGarbage]);
    expect(ours!.sentGarbage.length + ours!.receivedGarbage.length).toBeGreaterThan(0);
  });

  it.each(ENDS)('emits the bytes of a chunk or message before its packets, of an %s peer', (end) => {
    const counts = { rawBytes: { received: 0, sent: 0 }, bytes: { received: 0, sent: 0 } };
    const records = session().records[end];
    for (const each of records) {
      if (each.kind !== 'bytes' && each.kind !== 'rawBytes') continue;
      counts[each.kind][each.direction] += each.bytes.length;
      expect(counts.rawBytes[each.direction]).toBeGreaterThan(counts.bytes[each.direction]);
    }
    expect(records.map(({ atMs }) => atMs)).toEqual(records.map(({ atMs }) => atMs).sort((a, b) => a - b));
  });

  it.each(ENDS)('changes no other record, of an %s peer', (end) => {
    const without = session({ options: {} }).records[end];
    expect(without.filter(isRaw)).toEqual([]);
    expect(session().records[end].filter((each) => !isRaw(each))).toEqual(without);
    expect(session({ options: { secrets: false } }).records[end]).toEqual(without);
  });

  it.each(ENDS)('is replayed to the streams of the live %s peer, whose clock advances at every read', (end) => {
    const { records, transcripts } = session(undefined, new TickingTime());
    expect(records[end].filter(isRaw).length).toBeGreaterThan(300);
    expect(replayed(records[end])).toEqual([transcripts[end]]);
    expect(replayed(records[end].filter((each) => !isRaw(each)))).toEqual([transcripts[end]]);
  });

  it('adds nothing to the recording of a replayed peer', () => {
    const { outbound } = session().records;
    const again: CaptureRecord[] = [];
    const events: unknown[] = [];
    replayed(outbound, (peer) => {
      record(peer, { session: 1, secrets: true }).subscribe((each) => again.push(each));
      peer.encrypted$.subscribe((each) => events.push(each));
    });
    expect(again.filter(isRaw)).toEqual([]);
    expect(again.map(({ kind }) => kind)).toEqual(outbound.filter((each) => !isRaw(each)).map(({ kind }) => kind));
    expect(events).toEqual([]);
  });

  it.each([1, 5, 15, 16, 17, 64, 5000])(
    'records every byte of a remote that sends chunks of %i bytes',
    (chunkBytes) => {
      const { inbound: ours, outbound: theirs } = memoryDuplexes();
      const records: CaptureRecord[] = [];
      const onPeer = (peer: Peer): void => void record(peer, { secrets: true }).subscribe((each) => records.push(each));
      const peer = closedAfterwards(createPeer(ours, { network, scheduler: new VirtualTime(), onPeer }));
      const remote = framingOf(true, 3);
      const sent: Uint8Array[] = [];
      const write = (bytes: Uint8Array): void => {
        sent.push(bytes);
        for (let at = 0; at < bytes.length; at += chunkBytes) theirs.write(bytes.subarray(at, at + chunkBytes));
      };
      theirs.chunk$.subscribe((chunk) => receive(remote, chunk));
      peer.start();
      write(remote.takeOutput()!);
      write(remote.takeOutput()!);
      for (const message of [versionMessage(), { command: 'verack' } as const, ping(1n)]) {
        const frame = bytesOf([message]);
        write(remote.seal(message.command, frame));
      }
      expect(toHex(rawBytesOn(records, 'received'))).toBe(sent.map(toHex).join(''));
      expect(requireSecretsFit(records).received).toBeGreaterThan(100);
      peer.close();
    },
  );

  it('records a connection that ends before the keys are known, without secrets', () => {
    const { inbound: theirs, outbound: ours } = memoryDuplexes();
    const records: CaptureRecord[] = [];
    const onPeer = (peer: Peer): void => void record(peer, { secrets: true }).subscribe((each) => records.push(each));
    const options = { network, scheduler: new VirtualTime(), transport: 'v2', onPeer } as const;
    const peer = closedAfterwards(createPeer(ours, options));
    const received: Uint8Array[] = [];
    theirs.chunk$.subscribe((chunk) => received.push(chunk.slice()));
    peer.start();
    theirs.close();
    expect(records.map(({ kind }) => kind)).toEqual(['opened', 'rawBytes', 'closed']);
    expect(records[0]).not.toHaveProperty('transport');
    expect(toHex(rawBytesOn(records, 'sent'))).toBe(received.map(toHex).join(''));
    expect(records.at(-1)).toMatchObject({ by: 'fault', error: { code: 'V2_REFUSED' } });
  });

  it('adds nothing if it begins when the keys are known: nothing could decrypt it', () => {
    const duplexes = memoryDuplexes();
    const options = { network, scheduler: new VirtualTime() };
    const inbound = closedAfterwards(createPeer(duplexes.inbound, { ...options, identity: createIdentity() }));
    const outbound = closedAfterwards(createPeer(duplexes.outbound, { ...options, transport: 'v2' }));
    inbound.start();
    outbound.start();
    const records: CaptureRecord[] = [];
    const secrets: unknown[] = [];
    record(outbound, { secrets: true }).subscribe((each) => records.push(each));
    outbound.encrypted$.subscribe((each) => each.kind === 'secrets' && secrets.push(each));
    void outbound.send(ping(1n));
    expect(records.filter(isRaw)).toEqual([]);
    expect(records.map(({ kind }) => kind)).toEqual(['opened', 'bytes', 'bytes']);
    expect(secrets).toEqual([]);
  });
});

describe('record() with secrets, of transport v1', () => {
  it.each(ENDS)('adds nothing, of an %s peer', (end) => {
    const records = session({ transport: 'v1' }).records[end];
    expect(records.length).toBeGreaterThan(300);
    expect(records).toEqual(session({ transport: 'v1', options: {} }).records[end]);
  });

  it('adds nothing to an inbound connection whose first bytes come one by one', () => {
    const { inbound: ours, outbound: theirs } = memoryDuplexes();
    const records: CaptureRecord[] = [];
    const onPeer = (peer: Peer): void => void record(peer, { secrets: true }).subscribe((each) => records.push(each));
    const peer = closedAfterwards(createPeer(ours, { network, scheduler: new VirtualTime(), onPeer }));
    peer.start();
    const bytes = bytesOf([versionMessage()]);
    for (let at = 0; at < bytes.length; at++) theirs.write(bytes.subarray(at, at + 1));
    expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(['opened', 'bytes']));
    peer.close();
  });
});

describe('a recording with secrets over sockets, in a file', () => {
  it('is read as it was recorded, at both ends', async () => {
    const folder = temporaryFolder();
    const paths = { outbound: join(folder, 'ours.rxcap'), inbound: join(folder, 'theirs.rxcap') };
    const written: Promise<unknown>[] = [];
    const recorded: Record<End, CaptureRecord[]> = { outbound: [], inbound: [] };
    const onPeer = (peer: Peer): void => {
      const record$ = record(peer, { secrets: true, session: 1 });
      const { direction } = peer;
      written.push(writeCaptureFile(paths[direction], record$.pipe(tap((each) => recorded[direction].push(each)))));
    };
    const { port, peer$ } = await ourListener({ onPeer });
    const accepted = firstValueFrom(peer$);
    const outbound = await dial({
      network,
      host: '127.0.0.1',
      port,
      transport: 'v2',
      identity: createIdentity(),
      onPeer,
    });
    closedAfterwards(outbound);
    const inbound = await accepted;
    const received = firstValueFrom(inbound.on('unknown'));
    const pongs = lastValueFrom(outbound.on('pong').pipe(take(20)));
    for (let i = 1; i <= 20; i++) void outbound.send(ping(BigInt(1000 + i)));
    void outbound.send({ command: 'unknown', name: 'mystery', payload: new Uint8Array(300_000) });
    await Promise.all([pongs, received]);
    outbound.close();
    await Promise.all(written);
    for (const end of ENDS) {
      const read: CaptureRecord[] = [];
      for await (const each of readCaptureFile(paths[end])) read.push(each);
      expect(read).toEqual(recorded[end]);
      requireSecretsFit(read);
      const [transcript] = replayed(read);
      expect(transcript!.lines.filter((line) => line.startsWith('messages$'))).not.toEqual([]);
      expect(replayed(read)).toEqual(replayed(read.filter((each) => !isRaw(each))));
    }
  });
});
