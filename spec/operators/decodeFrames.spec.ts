import { describe, expect, it } from '@jest/globals';
import { concat, from, NEVER, of, Subject, take } from 'rxjs';
import type { RemoteProtocolError } from '../../lib/base/errors.js';
import type { Frame } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeFrames } from '../../lib/operators/decodeFrames.js';

const network = bitcoin.regtest;

const FRAMES = ['version', 'verack', 'ping', 'tx'].map((command, i): Frame => {
  const payload = Uint8Array.from({ length: 37 * i }, (_, at) => at);
  return { command, payload, sizeBytes: 24 + payload.length };
});
const BYTES = Uint8Array.from(
  FRAMES.flatMap(({ command, payload }) => Array.from(encodeFrame(network, command, payload))),
);

describe('decodeFrames', () => {
  it('emits the same frames for every chunk size', () => {
    for (let size = 1; size <= BYTES.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < BYTES.length; at += size) chunks.push(BYTES.subarray(at, at + size));
      expect(framesOf(chunks)).toEqual(FRAMES);
    }
  });

  it('uses the byteOffset of a chunk', () => {
    const padded = new Uint8Array(BYTES.length + 20).fill(0xee);
    padded.set(BYTES, 7);
    expect(framesOf([padded.subarray(7, 7 + BYTES.length)])).toEqual(FRAMES);
  });

  it('emits no Buffer', () => {
    for (const { payload } of framesOf([Buffer.from(BYTES)])) expect(Buffer.isBuffer(payload)).toBe(false);
  });

  it('emits a frame at its last byte, not at the next chunk', () => {
    const frames: Frame[] = [];
    concat(from([BYTES]), NEVER)
      .pipe(decodeFrames({ network }))
      .subscribe((frame) => frames.push(frame));
    expect(frames).toHaveLength(FRAMES.length);
  });

  it('emits no further frame of a chunk after its subscriber has unsubscribed', () => {
    const chunk$ = new Subject<Uint8Array>();
    const frames: Frame[] = [];
    chunk$.pipe(decodeFrames({ network }), take(2)).subscribe((frame) => frames.push(frame));
    chunk$.next(BYTES);
    expect(frames).toEqual(FRAMES.slice(0, 2));
    expect(chunk$.observed).toBe(false);
  });

  it('calls onFault with the reason in words', () => {
    const garbled = BYTES.slice();
    garbled[20]! ^= 1;
    const faults: string[] = [];
    from([garbled])
      .pipe(decodeFrames({ network, onMalformed: 'drop', onFault: (error) => faults.push(error.message) }))
      .subscribe();
    expect(faults).toEqual([expect.stringContaining('version with checksum')]);
  });
});

function framesOf(chunks: readonly Uint8Array[]): Frame[] {
  const frames: Frame[] = [];
  from(chunks)
    .pipe(decodeFrames({ network }))
    .subscribe((frame) => frames.push(frame));
  return frames;
}

describe('a synchronous source', () => {
  const verack = encodeFrame(network, 'verack', new Uint8Array(0));

  it('may continue after the error', () => {
    const seen: unknown[] = [];
    of(Uint8Array.of(1, 2, 3, 4, 5), verack)
      .pipe(decodeFrames({ network }))
      .subscribe({ error: (error: unknown) => seen.push(error) });
    expect(seen).toMatchObject([{ code: 'WRONG_MAGIC' }]);
  });

  it('may continue after take', () => {
    const seen: unknown[] = [];
    from([Uint8Array.from([...verack, ...verack]), verack])
      .pipe(decodeFrames({ network }), take(1))
      .subscribe(({ command }) => seen.push(command));
    expect(seen).toEqual(['verack']);
  });
});

describe('a chunk that arrives while a chunk is delivered', () => {
  const frameOf = (command: string): Uint8Array => encodeFrame(network, command, new Uint8Array(0));

  it('waits until the frames of the current chunk are emitted (a synchronous echo)', () => {
    const chunk$ = new Subject<Uint8Array>();
    const commands: string[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe(({ command }) => {
      commands.push(command);
      if (command === 'first') chunk$.next(frameOf('echo'));
    });
    chunk$.next(Uint8Array.from([...frameOf('first'), ...frameOf('second')]));
    expect(commands).toEqual(['first', 'second', 'echo']);
  });

  it('keeps the order of several chunks, and of the parts of one frame', () => {
    const chunk$ = new Subject<Uint8Array>();
    const commands: string[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe(({ command }) => {
      commands.push(command);
      if (command !== 'first') return;
      for (const byte of frameOf('echo')) chunk$.next(Uint8Array.of(byte));
      chunk$.next(frameOf('last'));
    });
    chunk$.next(Uint8Array.from([...frameOf('first'), ...frameOf('second')]));
    expect(commands).toEqual(['first', 'second', 'echo', 'last']);
  });

  it('is copied: the source may write to its buffer as soon as next returns, also to a Buffer', () => {
    const chunk$ = new Subject<Uint8Array>();
    const commands: string[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe(({ command }) => {
      commands.push(command);
      if (command !== 'first') return;
      const reused = Buffer.from(frameOf('echo'));
      chunk$.next(reused);
      reused.fill(0);
    });
    chunk$.next(frameOf('first'));
    expect(commands).toEqual(['first', 'echo']);
  });

  it('does not deepen the call stack when every frame causes a chunk', () => {
    const chunk$ = new Subject<Uint8Array>();
    let count = 0;
    chunk$.pipe(decodeFrames({ network })).subscribe(() => {
      if (++count < 50_000) chunk$.next(frameOf('echo'));
    });
    chunk$.next(frameOf('first'));
    expect(count).toBe(50_000);
  });

  it('is dropped when the subscriber unsubscribes before it is read', () => {
    const chunk$ = new Subject<Uint8Array>();
    const commands: string[] = [];
    chunk$.pipe(decodeFrames({ network }), take(1)).subscribe(({ command }) => commands.push(command));
    const echo = chunk$.subscribe(() => {
      echo.unsubscribe();
      chunk$.next(frameOf('echo'));
    });
    chunk$.next(frameOf('first'));
    expect(commands).toEqual(['first']);
  });

  it('is not read after an error in the current chunk', () => {
    const chunk$ = new Subject<Uint8Array>();
    const seen: unknown[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe({
      next({ command }) {
        seen.push(command);
        chunk$.next(frameOf('echo'));
      },
      error: (error: unknown) => seen.push((error as RemoteProtocolError).code),
    });
    chunk$.next(Uint8Array.from([...frameOf('first'), 1, 2, 3, 4]));
    expect(seen).toEqual(['first', 'WRONG_MAGIC']);
  });

  const LOST = new Error('lost');
  it.each<[how: string, end: (chunk$: Subject<Uint8Array>) => void, last: unknown]>([
    ['completes', (chunk$) => chunk$.complete(), 'complete'],
    ['errors', (chunk$) => chunk$.error(LOST), LOST],
  ])('is emitted before the end of a source that %s during delivery', (_, end, last) => {
    const chunk$ = new Subject<Uint8Array>();
    const seen: unknown[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe({
      next({ command }) {
        seen.push(command);
        if (command !== 'first') return;
        chunk$.next(frameOf('echo'));
        end(chunk$);
      },
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    chunk$.next(Uint8Array.from([...frameOf('first'), ...frameOf('second')]));
    expect(seen).toEqual(['first', 'second', 'echo', last]);
  });

  it('errors with TRUNCATED after it if the source completes inside of it', () => {
    const chunk$ = new Subject<Uint8Array>();
    const seen: unknown[] = [];
    chunk$.pipe(decodeFrames({ network })).subscribe({
      next({ command }) {
        seen.push(command);
        chunk$.next(frameOf('echo').subarray(0, 20));
        chunk$.complete();
      },
      error: (error: unknown) => seen.push((error as RemoteProtocolError).code),
    });
    chunk$.next(frameOf('first'));
    expect(seen).toEqual(['first', 'TRUNCATED']);
  });
});
