import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CaptureFrameDecoder, PcapEncoder, replay, type CaptureError, type CaptureRecord } from '../../lib/capture.js';
import { RawBytesDecryptor } from '../../lib/capture/rawBytesDecryptor.js';
import { toHex } from '../../lib/codec/hex.js';
import { bitcoin, decodeFrame } from '../../lib/index.js';
import { readCaptureFile } from '../../lib/node.js';
import { sharedPath } from '../digests/sharedFiles.js';
import { bytesOn } from '../helpers/capture/sessions.js';
import { sealSide } from '../helpers/capture/v2Session.js';
import { bytes, chunks } from '../helpers/wire/bytes.js';

const MAX_CHUNK_BYTES = 16 * 1024 * 1024;

describe('readCaptureFile of a raw session', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raw-session-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Reads a folder with these lines in chunks.tsv and this number of bytes in dialer.bin, from the view of the dialer. */
  async function read(lines: readonly string[], dialerBytes: number): Promise<{ lengths: number[]; faults: string[] }> {
    await writeFile(join(folder, 'session.json'), JSON.stringify({ recordedSide: 'dialer', magic: 'fabfb5da' }));
    await writeFile(join(folder, 'dialer.bin'), new Uint8Array(dialerBytes));
    await writeFile(join(folder, 'listener.bin'), '');
    await writeFile(join(folder, 'chunks.tsv'), ['us\tfrom\tbytes', ...lines, ''].join('\n'));
    const faults: string[] = [];
    const lengths: number[] = [];
    const records: AsyncIterable<CaptureRecord> = readCaptureFile(folder, {
      onFault: (error: CaptureError) => faults.push(error.code),
    });
    for await (const record of records) if (record.kind === 'bytes') lengths.push(record.bytes.length);
    return { lengths, faults };
  }

  it('accepts chunks of 0 bytes to 16 MiB', async () => {
    expect(await read(['1\tdialer\t3', '2\tdialer\t0', `3\tdialer\t${MAX_CHUNK_BYTES}`], 3 + MAX_CHUNK_BYTES)).toEqual({
      lengths: [3, 0, MAX_CHUNK_BYTES],
      faults: [],
    });
  });

  it.each([String(MAX_CHUNK_BYTES + 1), '-1', '1.5', '', 'x'])('refuses a chunk of %p bytes', async (length) => {
    expect(await read(['1\tdialer\t3', `2\tdialer\t${length}`], 100)).toEqual({ lengths: [3], faults: ['MALFORMED'] });
  });
});

const SECRET = new Uint8Array(32).fill(0x21);
const SESSION_ID = new RawBytesDecryptor(bitcoin.regtest, SECRET).sessionId;
const PACKETS = Array.from({ length: 5 }, (_, i) => ({ header: 0, contents: new Uint8Array(10 * i).fill(i) }));

describe('readCaptureFile of a raw session by transport v2', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'raw-session-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const sides = {
    dialer: sealSide('initiator', SECRET, PACKETS, bytes('0a0b0c')),
    listener: sealSide('responder', SECRET, PACKETS.slice(1), bytes('')),
  };
  const DESCRIPTION = {
    ...{ transport: 'v2', magic: 'fabfb5da', recordedSide: 'dialer' },
    ...{ sharedSecret: toHex(SECRET), sessionId: SESSION_ID, garbage: '0a0b0c', theirGarbage: '' },
  };

  async function read(
    fields: object,
    dialer = sides.dialer.raw,
  ): Promise<{ records: CaptureRecord[]; faults: CaptureError[] }> {
    const parts = { dialer: chunks(dialer, 50), listener: chunks(sides.listener.raw, 9) };
    const lines = (['dialer', 'listener'] as const).flatMap((from) =>
      parts[from].map(({ length }) => `1000\t${from}\t${length}`),
    );
    await writeFile(join(folder, 'chunks.tsv'), ['us\tfrom\tbytes', ...lines, '2000\tlistener\tfin', ''].join('\n'));
    await writeFile(join(folder, 'session.json'), JSON.stringify({ ...DESCRIPTION, ...fields }));
    await writeFile(join(folder, 'dialer.bin'), dialer);
    await writeFile(join(folder, 'listener.bin'), sides.listener.raw);
    const faults: CaptureError[] = [];
    const records: CaptureRecord[] = [];
    for await (const record of readCaptureFile(folder, { onFault: (error) => faults.push(error) }))
      records.push(record);
    return { records, faults };
  }

  it.each(['dialer', 'listener'] as const)(
    'decrypts both directions, from the view of the %s',
    async (recordedSide) => {
      const { faults, records } = await read({ recordedSide });
      expect(faults).toEqual([]);
      const [own, other] = recordedSide === 'dialer' ? [sides.dialer, sides.listener] : [sides.listener, sides.dialer];
      expect(bytesOn(records, 'sent')).toStrictEqual(own.plain);
      expect(bytesOn(records, 'received')).toStrictEqual(other.plain);
      expect(records[0]).toEqual({
        ...{ kind: 'opened', session: 1, atMs: 1, network: 'bitcoin.regtest', address: '' },
        ...{ direction: recordedSide === 'dialer' ? 'outbound' : 'inbound', transport: 'v2', sessionId: SESSION_ID },
      });
      expect(records.at(-1)).toMatchObject({ kind: 'closed', by: recordedSide === 'dialer' ? 'remote' : 'local' });
      expect(records.every((record) => record.kind !== 'bytes' || record.bytes.length > 0)).toBe(true);
    },
  );

  it('needs no field but the shared secret', async () => {
    const { faults } = await read({ sessionId: undefined, garbage: undefined, theirGarbage: undefined });
    expect(faults).toEqual([]);
  });

  const refusals: [fields: object, code: string, text: string][] = [
    [{ transport: 'v3' }, 'UNSUPPORTED', 'v1 or v2 expected, got "v3"'],
    [{ sharedSecret: undefined }, 'MALFORMED', 'no sharedSecret'],
    [{ sharedSecret: 'ab' }, 'MALFORMED', 'sharedSecret of 64 hex digits expected, got "ab"'],
    [{ sharedSecret: 7 }, 'MALFORMED', 'sharedSecret of 64 hex digits'],
    [{ sharedSecret: '21'.repeat(33) }, 'MALFORMED', 'sharedSecret of 64 hex digits'],
    [{ sharedSecret: 'xx'.repeat(32) }, 'MALFORMED', 'sharedSecret of 64 hex digits'],
    [{ sessionId: 'ab'.repeat(32) }, 'MALFORMED', 'sessionId abab'],
    [{ magic: 'f9beb4d9' }, 'MALFORMED', 'sessionId'],
    [{ sendGarbageTerminator: 'ab'.repeat(16) }, 'MALFORMED', 'sendGarbageTerminator'],
    [{ recvGarbageTerminator: 'ab'.repeat(16) }, 'MALFORMED', 'recvGarbageTerminator'],
    [{ garbage: '00'.repeat(4096) }, 'MALFORMED', 'at most 8190, hex digits'],
    [{ theirGarbage: '0' }, 'MALFORMED', 'theirGarbage'],
    [{ ellswift: '00'.repeat(63) }, 'MALFORMED', 'ellswift of 128 hex digits'],
    [{ theirEllswift: '' }, 'MALFORMED', 'theirEllswift of 128 hex digits'],
    [{ privateKey: '' }, 'MALFORMED', 'privateKey of 64 hex digits'],
  ];
  it.each(refusals.map(([fields, code, text]) => ({ fields, code, text })))(
    'refuses session.json, $code: $text',
    async ({ fields, code, text }) => {
      const { faults, records } = await read(fields).catch((error: unknown) => ({
        faults: [error as CaptureError],
        records: [],
      }));
      expect(records).toEqual([]);
      expect(faults).toMatchObject([{ name: 'CaptureError', code }]);
      expect(faults[0]!.message).toContain(text);
    },
  );

  it('returns the packets before damage, and reports it', async () => {
    const { raw } = sides.dialer;
    const damaged = await read({}, raw.with(raw.length - 1, raw.at(-1)! ^ 1));
    expect(damaged.faults).toMatchObject([{ code: 'MALFORMED' }]);
    const cut = await read({}, raw.subarray(0, raw.length - 1));
    expect(cut.faults).toMatchObject([{ code: 'TRUNCATED' }]);
    expect(cut.records.at(-1)).toMatchObject({ kind: 'closed' });
    const sent = bytesOn(cut.records, 'sent');
    expect(sent.length).toBeGreaterThan(0);
    expect(sent).toStrictEqual(sides.dialer.plain.slice(0, sent.length));
  });
});

const capture = sharedPath('captures/raw/v2-client-dials');
(capture === undefined ? describe.skip : describe)(
  'the session by transport v2 of a real node (skipped without ../shared/captures)',
  () => {
    it('decrypts to messages that decode, over two changes of the keys', async () => {
      const read: CaptureRecord[] = [];
      for await (const record of readCaptureFile(capture!)) read.push(record);
      const description = JSON.parse(await readFile(join(capture!, 'session.json'), 'utf8')) as Record<string, unknown>;
      expect(read[0]).toMatchObject({ kind: 'opened', transport: 'v2', sessionId: description.sessionId });
      const faults: string[] = [];
      const decoder = new CaptureFrameDecoder({ onFault: ({ message }) => faults.push(message) });
      const frames = read.flatMap((record) => decoder.push(record));
      decoder.end();
      expect(faults).toEqual([]);
      for (const frame of frames) expect(decodeFrame(frame, { network: bitcoin.regtest }).command).toBeDefined();
      // Sent with the long form of the type.
      expect(frames.map(({ command }) => command)).toContain('wtxidrelay');
      for (const [direction, count] of [
        ['sent', description.packetsSent],
        ['received', description.packetsReceived],
      ] as const) {
        const headers = plainHeadersIn(bytesOn(read, direction));
        const { length: messages } = frames.filter((frame) => frame.direction === direction);
        expect(headers.filter((header) => header === 0)).toHaveLength(messages);
        // The description counts the version packet too, and the three decoys that the client sent before it.
        expect(headers).toHaveLength((count as number) - (direction === 'sent' ? 4 : 1));
      }
      const commands: string[] = [];
      const peer$ = replay(read, { speed: Infinity, onMalformed: 'drop' });
      peer$.subscribe((peer) => {
        expect(peer.transport).toEqual({ version: 2, sessionId: description.sessionId });
        peer.traffic$.subscribe(({ command }) => commands.push(command));
      });
      expect(commands).toEqual(frames.map(({ command }) => command));
      const file = new PcapEncoder();
      for (const record of read) file.push(record);
      expect(file.packetsWritten).toBeGreaterThan(frames.length);
    });
  },
);

/** The header bytes of plain packets, one after the other. */
function plainHeadersIn(stream: Uint8Array): number[] {
  const headers: number[] = [];
  for (let at = 0; at < stream.length; at += 4 + (stream[at]! | (stream[at + 1]! << 8) | (stream[at + 2]! << 16))) {
    headers.push(stream[at + 3]!);
  }
  return headers;
}
