import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { FrameReader, type FrameReaderCallbacks } from '../../lib/frame/frameReader.js';
import { V1Framing } from '../../lib/frame/v1/v1Framing.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';

const network = bitcoin.regtest;
const frameOf = (command: string): Uint8Array => encodeFrame(network, command, new Uint8Array(0));
const chunkOf = (...commands: string[]): Uint8Array =>
  Uint8Array.from(commands.flatMap((command) => [...frameOf(command)]));

function readerOf(callbacks: Partial<FrameReaderCallbacks> = {}): { reader: FrameReader; calls: unknown[] } {
  const calls: unknown[] = [];
  const reader = new FrameReader(new V1Framing(network), {
    onFrame: ({ command }) => calls.push(command),
    onBadFrame: ({ code }, sizeBytes) => calls.push([code, sizeBytes]),
    onError: (error) => calls.push(error),
    onComplete: () => calls.push('complete'),
    ...callbacks,
  });
  return { reader, calls };
}

describe('FrameReader', () => {
  it('is an observer of a stream of chunks', () => {
    const chunk$ = new Subject<Uint8Array>();
    const { reader, calls } = readerOf();
    chunk$.subscribe(reader);
    chunk$.next(chunkOf('a', 'b'));
    chunk$.complete();
    expect(calls).toEqual(['a', 'b', 'complete']);
  });

  it('skips a bad frame when onBadFrame returns, and ends when it throws', () => {
    const garbled = chunkOf('a', 'b');
    garbled[20]! ^= 1;
    const skipping = readerOf();
    skipping.reader.next(garbled);
    expect(skipping.calls).toEqual([['BAD_CHECKSUM', 24], 'b']);
    const ending = readerOf({
      onBadFrame(error) {
        throw error;
      },
    });
    ending.reader.next(garbled);
    ending.reader.next(chunkOf('c'));
    expect(ending.calls).toMatchObject([{ code: 'BAD_CHECKSUM' }]);
  });

  it('drops the rest of the chunk and the queued chunks after stop', () => {
    const calls: string[] = [];
    const { reader } = readerOf({
      onFrame({ command }) {
        calls.push(command);
        reader.next(chunkOf('queued'));
        reader.stop();
      },
    });
    reader.next(chunkOf('a', 'b'));
    reader.next(chunkOf('c'));
    reader.complete();
    expect(calls).toEqual(['a']);
  });

  it('is stopped by an error of onFrame, which reaches the caller', () => {
    const { reader, calls } = readerOf({
      onFrame({ command }) {
        throw new Error(command);
      },
    });
    expect(() => reader.next(chunkOf('a', 'b'))).toThrow('a');
    reader.next(chunkOf('c'));
    reader.complete();
    expect(calls).toEqual([]);
  });

  it('ends once', () => {
    const { reader, calls } = readerOf();
    const lost = new Error('lost');
    reader.error(lost);
    reader.complete();
    reader.next(chunkOf('a'));
    expect(calls).toEqual([lost]);
  });
});
