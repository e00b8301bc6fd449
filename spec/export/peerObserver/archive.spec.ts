import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { from, NEVER, of, throwError } from 'rxjs';
import { CaptureError } from '../../../lib/capture/captureError.js';
import { ArchiveDecoder, MAX_ARCHIVED_EVENT_BYTES } from '../../../lib/export/peerObserver/archive/archiveDecoder.js';
import { ZstdPieces } from '../../../lib/export/peerObserver/archive/zstdPieces.js';
import { archiveHeader } from '../../../lib/export/peerObserver/schema/event.js';
import { encodeValue } from '../../../lib/export/peerObserver/schema/layout.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { encodeRxcapHeader } from '../../../lib/capture.js';
import {
  isPeerObserverArchive,
  readPeerObserverArchive,
  writePeerObserverArchive,
  type PeerObserverEvent,
} from '../../../lib/peerObserver.js';
import { AT_MS, encoded, exportedMessage, exportedPeer } from '../../helpers/export/exportedEvents.js';
import { rawZstdFrame } from '../../helpers/export/zstdFrame.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';
import { bytes } from '../../helpers/wire/bytes.js';

const hasZstd = 'createZstdCompress' in zlib;

const { items } = encoded([
  { kind: 'joined', atMs: AT_MS, peer: exportedPeer() },
  exportedMessage({ command: 'ping', nonce: 2n ** 64n - 1n }, { payload: new Uint8Array(8) }, 'sent'),
  exportedMessage({ command: 'unknown', name: 'x\u001b', payload: Uint8Array.of(1) }, { command: 'x\u001b' }),
  { kind: 'left', atMs: AT_MS, peer: exportedPeer(), reason: { by: 'local' } },
]);
const EXPECTED = [
  { kind: 'connection', name: 'outbound', peerId: 7n, address: '20.0.0.1:8333' },
  { kind: 'message', name: 'ping', direction: 'sent', sizeBytes: 8, fields: { value: 2n ** 64n - 1n } },
  { kind: 'message', name: 'x\u001b', direction: 'received' },
  { kind: 'connection', name: 'closed' },
];

/** A record of Bitcoin Core's msgs_recv.dat whose time begins as the header of an archive does. */
const CORE_FILES_START = bytes('06 08 ff 01 02 03 04 00', new TextEncoder().encode('verack'), new Uint8Array(6 + 4));

const delimited = (message: Uint8Array) => bytes(Uint8Array.of(message.length), message);
const header = delimited(encodeValue(archiveHeader, { created: 1_780_140_481n }));
const archive = bytes(header, ...items.map(({ payload }) => delimited(payload)));

/** The same archive by `zstd -19 --no-check` 1.5.4. */
const COMPRESSED =
  'KLUv/SDB7QMAVAYGCMGT69AGJgodEhsiGQoVCAcSDTIwLjE6ODMzMxgCIAEQAFD70JX/vDE1CiwKKgodIgRwaW5nKAAwCBIJCf8xCigKJgobAngbKAEwAPoBBgoSKgohEh8KHZjaz6oGUPvQlf+8MQgAEgO2hve6AB5Qy8oBr6tEKscCJwY=';

async function file(name: string, content: Uint8Array): Promise<string> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

async function readAll(content: Uint8Array, withFault = false) {
  const events: PeerObserverEvent[] = [];
  const faults: CaptureError[] = [];
  const path = await file('archive', content);
  const options = withFault ? { onFault: (error: CaptureError) => void faults.push(error) } : {};
  try {
    for await (const event of readPeerObserverArchive(path, options)) events.push(event);
    return { events, faults, error: undefined };
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    return { events, faults, error };
  }
}

describe('readPeerObserverArchive', () => {
  it('reads an archive that is not compressed', async () => {
    const { error, events } = await readAll(archive);
    expect(error).toBe(undefined);
    expect(events).toMatchObject(EXPECTED);
    expect(events.map(({ atMs }) => atMs)).toEqual(new Array(4).fill(1_700_000_000_123));
  });

  it.each<[string, Uint8Array]>([
    ['blocks of 1 byte', rawZstdFrame(archive, { blockBytes: 1 })],
    ['one block', rawZstdFrame(archive)],
    [
      'several frames, and a skippable one',
      bytes(
        rawZstdFrame(archive.subarray(0, 20)),
        Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9),
        rawZstdFrame(archive.subarray(20)),
      ),
    ],
    ['compressed blocks', Uint8Array.from(Buffer.from(COMPRESSED, 'base64'))],
  ])('reads zstd with %s', async (_, content) => {
    const { error, events } = await readAll(content);
    expect(error).toBe(undefined);
    expect(events).toMatchObject(EXPECTED);
  });

  it('reads archives with the old header', async () => {
    const old = bytes(Uint8Array.of(0x50, 0x41, 1), new Uint8Array(13), archive.subarray(header.length));
    expect((await readAll(old)).events).toMatchObject(EXPECTED);
  });

  it('reads the events before the end of a file that is cut anywhere, and reports it', async () => {
    for (const whole of [archive, rawZstdFrame(archive, { blockBytes: 7 })]) {
      const counts = new Set<number>();
      for (let length = 8; length < whole.length; length += 3) {
        const { error, events } = await readAll(whole.subarray(0, length));
        // Between two events the end of an archive without compression is no error.
        if (error !== undefined) expect(error.code).toBe('TRUNCATED');
        else expect(whole).toBe(archive);
        expect(events).toMatchObject(EXPECTED.slice(0, events.length));
        counts.add(events.length);
      }
      expect([...counts]).toEqual([0, 1, 2, 3]);
    }
    const { error, events, faults } = await readAll(archive.subarray(0, archive.length - 1), true);
    expect([error, events.length, faults.map(({ code }) => code)]).toEqual([undefined, 3, ['TRUNCATED']]);
  });

  it.each<[string, string, Uint8Array]>([
    ['an empty file', 'UNKNOWN_FORMAT', new Uint8Array()],
    ['a text', 'UNKNOWN_FORMAT', new TextEncoder().encode('hello, this is a text')],
    ['a damaged event', 'MALFORMED', bytes(header, Uint8Array.of(2, 0x57, 1))],
    ['an event without a time', 'MALFORMED', bytes(header, Uint8Array.of(0))],
    [
      'a time that no Date can hold',
      'MALFORMED',
      bytes(header, Uint8Array.of(11, 0x50, ...new Array<number>(9).fill(0xff), 1)),
    ],
    ['a length without an end', 'MALFORMED', bytes(header, new Uint8Array(11).fill(0xff))],
    ['an event of 2^62 bytes', 'LIMIT_EXCEEDED', bytes(header, new Uint8Array(8).fill(0xff), Uint8Array.of(0x7f))],
    ['a window of 1.9 GiB', 'LIMIT_EXCEEDED', rawZstdFrame(archive, { windowDescriptor: 0xa7 })],
    ['a window above 128 MiB', 'LIMIT_EXCEEDED', rawZstdFrame(archive, { windowDescriptor: 0x89 })],
    [
      'a content of 2^40 bytes in one segment',
      'LIMIT_EXCEEDED',
      Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0),
    ],
    ['a dictionary', 'UNSUPPORTED', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x58, 0x07, 0, 0, 0)],
    ['a reserved block type', 'MALFORMED', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x07, 0, 0)],
    ['a block above 128 KiB', 'MALFORMED', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x0c, 0, 0x10)],
    ['bytes after the last frame', 'MALFORMED', bytes(rawZstdFrame(archive), Uint8Array.of(1, 2, 3, 4))],
  ])('refuses %s: %s', async (_, code, content) => {
    expect((await readAll(content)).error).toMatchObject({ code });
  });

  it('bounds the size of an event exactly', () => {
    const length = (value: number) => {
      const decoder = new ArchiveDecoder();
      const digits = [value & 127, (value >> 7) & 127, (value >> 14) & 127, value >> 21].map((d, i) =>
        i < 3 ? d | 128 : d,
      );
      decoder.push(bytes(header, Uint8Array.from(digits)));
      return decoder.next();
    };
    expect(length(MAX_ARCHIVED_EVENT_BYTES)).toBe(undefined);
    expect(() => length(MAX_ARCHIVED_EVENT_BYTES + 1)).toThrow(/at most 33554432 allowed/);
  });

  it('cuts a block that repeats one byte 128 Ki times after its 4 bytes', () => {
    const pieces = new ZstdPieces();
    pieces.push(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x03, 0, 0x10, 7));
    expect([pieces.next()?.length, pieces.next()?.length]).toEqual([6, 4]);
    expect(() => pieces.end()).not.toThrow();
  });

  it('ends with a CaptureError or not at all for damaged bytes', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    process.stderr.write(`damaged archives: seed ${seed}\n`);
    const random = createSeededRandom(seed, 'archives');
    const sources = [
      archive,
      rawZstdFrame(archive, { blockBytes: 50 }),
      Uint8Array.from(Buffer.from(COMPRESSED, 'base64')),
    ];
    let refused = 0;
    for (let run = 0; run < 300; run++) {
      const damaged = sources[run % sources.length]!.slice();
      for (let i = random.below(4); i >= 0; i--) damaged[random.below(damaged.length)] = random.below(256);
      // Any other error rejects.
      if ((await readAll(damaged)).error !== undefined) refused += 1;
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe('isPeerObserverArchive', () => {
  it('is false for recordings', () => {
    expect([archive, rawZstdFrame(archive)].map(isPeerObserverArchive)).toEqual([true, true]);
    expect([encodeRxcapHeader(), CORE_FILES_START, new Uint8Array()].map(isPeerObserverArchive)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('writePeerObserverArchive', () => {
  const event$ = from(items);

  it('writes an archive that only its owner can read', async () => {
    const path = join(temporaryFolder(), 'new.bin');
    const written = await writePeerObserverArchive(path, event$, { compression: 'none', createdMs: 1_780_140_481_999 });
    expect(written).toEqual({ events: 4, bytes: archive.length, droppedEvents: 0 });
    expect(Uint8Array.from(await readFile(path))).toEqual(archive);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(writePeerObserverArchive(path, event$, { compression: 'none' })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    await writePeerObserverArchive(path, of(items[0]!), { compression: 'none', overwrite: true });
    expect((await stat(path)).size).toBeLessThan(archive.length);
  });

  it('drops and counts events beyond maxQueuedBytes', async () => {
    const path = join(temporaryFolder(), 'dropped.bin');
    const written = await writePeerObserverArchive(path, event$, { compression: 'none', maxQueuedBytes: 100 });
    expect(written.droppedEvents).toBeGreaterThan(0);
    expect(written.droppedEvents + written.events).toBe(4);
  });

  it('rejects with the error of the source, and if the folder does not exist', async () => {
    const path = join(temporaryFolder(), 'failed.bin');
    const error = new Error('lost');
    await expect(
      writePeerObserverArchive(
        path,
        throwError(() => error),
        { compression: 'none' },
      ),
    ).rejects.toBe(error);
    const nowhere = join(temporaryFolder(), 'none', 'x.bin');
    await expect(writePeerObserverArchive(nowhere, NEVER, { compression: 'none' })).rejects.toMatchObject({
      code: 'FILE_FAILED',
    });
  });

  it('names an option that is not allowed', async () => {
    await expect(writePeerObserverArchive('x', NEVER, { level: 23 })).rejects.toThrow(/level/);
    await expect(writePeerObserverArchive('x', NEVER, { compression: 'gzip' as never })).rejects.toThrow(/compression/);
  });

  it(hasZstd ? 'compresses what it reads again' : 'names the versions of Node that can compress', async () => {
    const path = join(temporaryFolder(), 'new.bin.zst');
    const written = writePeerObserverArchive(path, event$, { level: 19 });
    if (!hasZstd) {
      await expect(written).rejects.toMatchObject({
        ...{ code: 'UNSUPPORTED', message: expect.stringContaining('use Node 22.15, 23.8 or later') },
      });
      await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
      return;
    }
    expect(await written).toMatchObject({ events: 4, droppedEvents: 0 });
    const { events } = await readAll(await readFile(path));
    expect(events).toMatchObject(EXPECTED);
  });
});
