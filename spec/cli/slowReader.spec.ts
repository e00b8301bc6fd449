import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { from, map, NEVER, range, Subject } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { linePrinter } from '../../lib/cli/linePrinter.js';
import { main } from '../../lib/cli/main.js';
import { printEvents } from '../../lib/cli/printEvents.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { writeCaptureFile } from '../../lib/node.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { bytes } from '../helpers/wire/bytes.js';

const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'rxpeer-slow-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('rxpeer replay into a reader that is slower than the disk', () => {
  const COUNT = 3000;

  /** Writes a recording whose printed lines have 25 MB in total. */
  async function recorded(): Promise<string> {
    const path = join(dir, 'bulk.rxcap');
    const bulk = encodeFrame(bitcoin.regtest, 'bulk', new Uint8Array(4000));
    const base = { session: 1, atMs: 1 } as const;
    const handshake = bytes(bytesOf([versionMessage()]), bytesOf([{ command: 'verack' }]));
    const records: CaptureRecord[] = [
      { kind: 'opened', ...base, network: 'bitcoin.regtest', direction: 'outbound', address: '' },
      { kind: 'bytes', ...base, direction: 'received', bytes: handshake },
      ...Array.from({ length: COUNT }, (): CaptureRecord => {
        return { kind: 'bytes', ...base, direction: 'received', bytes: bulk };
      }),
    ];
    await writeCaptureFile(path, from(records), { maxQueuedBytes: 2 ** 30 });
    return path;
  }

  it('prints every line, and stops reading the recording while the output is not read', async () => {
    const path = await recorded();
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const argv = ['replay', path, '--speed', 'max', '--json'];
    const running = main(argv, { stdout, stderr, env: {}, stop$: NEVER });
    for (let i = 0; i < 300; i++) await nextTurn();
    // The lines of one record, and the high-water marks of the stream.
    expect(stdout.writableLength + stdout.readableLength).toBeLessThan(200_000);
    let lines = 0;
    let read = 0;
    stdout.on('data', (chunk: Buffer) => {
      read += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
    });
    expect(await running).toBe(0);
    expect(lines).toBe(COUNT + 2);
    expect(read).toBeGreaterThan(MAX_BUFFERED_BYTES);
    expect(stderr.read()).toBe(null);
  });

  it('ends when it is stopped or its reader closes the pipe, at the beginning or while it waits', async () => {
    const path = await recorded();
    for (const [end, turns] of [
      ['stop', 0],
      ['stop', 300],
      ['close', 0],
      ['close', 300],
    ] as const) {
      const stop$ = new Subject<void>();
      const stdout = new PassThrough();
      const running = main(['replay', path, '--speed', 'max'], { stdout, stderr: new PassThrough(), env: {}, stop$ });
      for (let i = 0; i < turns; i++) await nextTurn();
      if (end === 'stop') stop$.next();
      else stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      expect(await running).toBe(0);
      expect(stdout.listenerCount('drain')).toBe(0);
    }
  });
});

describe('linePrinter', () => {
  const stuck = () => new Writable({ write: () => undefined });

  it('drops lines beyond 16 MiB with overflow drop', () => {
    const stream = stuck();
    const printer = linePrinter(stream, 'drop');
    const line = 'x'.repeat(1024 * 1024 - 1);
    for (let i = 0; i < 16; i++) printer.print(line);
    expect(stream.writableLength).toBe(MAX_BUFFERED_BYTES);
    // A line is still buffered at the bound, but not beyond it.
    printer.print('y');
    expect(printer.droppedLines).toBe(0);
    printer.print('z');
    expect(printer.droppedLines).toBe(1);
  });

  it('keeps all lines with overflow keep', () => {
    const stream = stuck();
    const printer = linePrinter(stream, 'keep');
    for (let i = 0; i < 17; i++) printer.print('x'.repeat(1024 * 1024));
    expect([printer.droppedLines, stream.writableLength]).toEqual([0, 17 * (1024 * 1024 + 1)]);
  });
});

describe('a live source whose lines are dropped', () => {
  const traffic = {
    ...({ direction: 'received', atMs: 0, command: 'bulk', sizeBytes: 1_000_024 } as const),
    payload: new Uint8Array(1_000_000),
    message: () => ({ command: 'unknown' as const, name: 'bulk', payload: new Uint8Array(1_000_000) }),
  } as const;
  const event$ = range(0, 20).pipe(map(() => ({ kind: 'traffic', address: 'a', traffic }) as const));

  it.each([
    ['at its end', {}],
    ['after --count lines, the dropped ones included', { count: 19 }],
  ])('exits with status 1 and prints their number: %s', async (_, options) => {
    const stdout = new Writable({ write: () => undefined });
    const stderr = new PassThrough();
    const io = { stdout, stderr, env: {}, stop$: NEVER };
    expect(await printEvents(event$, { sent: false, json: true, ...options }, io, 0)).toBe(1);
    expect(String(stderr.read())).toMatch(/^rxpeer: 1[0-9] lines were dropped: the output was not read fast enough\n$/);
  });
});
