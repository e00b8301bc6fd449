import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { lastValueFrom, take, toArray } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import type { CaptureError } from '../../lib/capture/captureError.js';
import { ChunkReader } from '../../lib/capture/files/chunkReaderFile.js';
import { readCaptureFile, type ReadCaptureFileOptions } from '../../lib/capture/files/readCaptureFile.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { bytes } from '../helpers/wire/bytes.js';

const RECORDS: CaptureRecord[] = [
  { kind: 'opened', session: 1, atMs: 1, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
  ...Array.from({ length: 300 }, (_, i): CaptureRecord => {
    return { kind: 'bytes', session: 1, atMs: 1 + i, direction: 'sent', bytes: new Uint8Array(1000).fill(i) };
  }),
];
const RXCAP = bytes(encodeRxcapHeader(), ...RECORDS.map(encodeRxcapRecord));
const PCAP = fileURLToPath(new URL('../fixtures/captures/loopback.pcap', import.meta.url));

let root: string;
let pipe: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rxpeer-pipe-'));
  pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
});
afterEach(() => rm(root, { recursive: true, force: true }));

function read(path: string, options?: ReadCaptureFileOptions): Promise<CaptureRecord[]> {
  return lastValueFrom(readCaptureFile(path, options).pipe(toArray()));
}

/** Writes these chunks to the pipe, each in its own turn of the event loop. */
async function writeToPipe(...parts: Uint8Array[]): Promise<void> {
  const stream = createWriteStream(pipe);
  for (const part of parts) await new Promise<void>((resolve) => stream.write(part, () => setImmediate(resolve)));
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

describe('readCaptureFile of a named pipe', () => {
  it.each([
    ['in one chunk', [RXCAP]],
    ['in chunks shorter than the start that the format is recognised by', [RXCAP.subarray(0, 3), RXCAP.subarray(3)]],
    ['compressed', [gzipSync(RXCAP)]],
  ])('reads it %s', async (_, parts) => {
    const progress: number[] = [];
    const [records] = await Promise.all([
      read(pipe, { onProgress: ({ totalBytes }) => progress.push(totalBytes) }),
      writeToPipe(...parts),
    ]);
    expect(records).toStrictEqual(RECORDS);
    expect(new Set(progress)).toEqual(new Set([0]));
  });

  it.each([
    ['plain', (file: Uint8Array) => file],
    ['compressed', (file: Uint8Array) => Uint8Array.from(gzipSync(file))],
  ])('reads packets, which need two passes: %s', async (_, packed) => {
    const [records] = await Promise.all([read(pipe), writeToPipe(packed(await readFile(PCAP)))]);
    expect(records).toStrictEqual(await read(PCAP));
  });

  it.each([
    [1000, undefined],
    [1001, 'LIMIT_EXCEEDED'],
  ])('keeps at most maxKeptBytes of a pipe for the next pass: %i bytes, bound 1000', async (length, code) => {
    const reader = new ChunkReader(undefined, 1000);
    const readAll = async (keepForNextPass: boolean): Promise<number> => {
      let total = 0;
      for await (const chunk of reader.chunks(pipe, { keepForNextPass })) total += chunk.length;
      return total;
    };
    const reading = readAll(true).catch((error: unknown) => (error as CaptureError).code);
    await writeToPipe(new Uint8Array(400).fill(1), new Uint8Array(length - 400).fill(1)).catch(() => undefined);
    expect(await reading).toBe(code ?? length);
    if (code === undefined) expect([await readAll(false), await readAll(false)]).toEqual([length, 0]);
    reader.close();
  });

  it('emits a record before the next one is written', async () => {
    const reading = lastValueFrom(readCaptureFile(pipe).pipe(take(2), toArray()));
    const writer = await open(pipe, 'w');
    await writer.write(bytes(encodeRxcapHeader(), ...RECORDS.slice(0, 2).map(encodeRxcapRecord)));
    expect(await reading).toStrictEqual(RECORDS.slice(0, 2));
    await writer.close();
  });

  it('closes the pipe at once if the iteration ends while a read is pending', async () => {
    const iterator = readCaptureFile(pipe)[Symbol.asyncIterator]();
    const first = iterator.next();
    const writer = await open(pipe, 'w');
    await writer.write(RXCAP.subarray(0, 200));
    await first;
    const waiting = iterator.next().catch(() => undefined);
    await iterator.return!();
    await waiting;
    // Without a reader the write fails.
    let failure: unknown;
    for (let i = 0; i < 1000 && failure === undefined; i++) {
      await writer.write(new Uint8Array(1)).catch((error: unknown) => (failure = error));
    }
    expect(failure).toMatchObject({ code: 'EPIPE' });
    await writer.close();
  });
});

describe('standard input', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Replaces the standard input of the process by this content. */
  function standardInput(content: Uint8Array): PassThrough {
    const stdin = new PassThrough();
    jest.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
    stdin.end(content);
    return stdin;
  }

  it.each(['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'])('is read from the path %s', async (path) => {
    for (const packed of [await readFile(PCAP), gzipSync(await readFile(PCAP))]) {
      const stdin = standardInput(packed);
      expect(await read(path)).toStrictEqual(await read(PCAP));
      expect(stdin.destroyed).toBe(true);
    }
  });

  it('is read by rxpeer replay and rxpeer marbles if FILE is -', async () => {
    for (const argv of [['replay', '--speed', 'max'], ['marbles']] as const) {
      standardInput(new Uint8Array(0));
      const wanted = await runProgram([...argv, PCAP]);
      expect(wanted).toMatchObject({ code: 0, err: '' });
      standardInput(await readFile(PCAP));
      const { out, ...rest } = await runProgram([...argv, '-']);
      expect(rest).toMatchObject({ code: 0, err: '' });
      expect(out.map((line) => line.replace('stdin, ', 'loopback.pcap, '))).toEqual(wanted.out);
    }
  });
});
