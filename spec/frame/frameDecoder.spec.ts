import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { FrameDecoder, type Frame } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { bytes, chunks, paddedBuffer } from '../helpers/wire/bytes.js';
import { faultOf, remote } from '../helpers/wire/fault.js';

const network = bitcoin.regtest;
const magic = 'fabfb5da';

// The verack of the Bitcoin wiki, with regtest's magic.
const verack = bytes(`${magic} 76657261636b000000000000 00000000 5df6e0e2`);
const ping = encodeFrame(network, 'ping', bytes('0102030405060708'));
const large = encodeFrame(network, 'large', new Uint8Array(5000).fill(9));

describe('FrameDecoder', () => {
  it('decodes frames split at any offset', () => {
    const stream = bytes(verack, ping, verack, large);
    const names = ['verack', 'ping', 'verack', 'large'];
    for (let at = 0; at <= 120; at++) {
      expect(namesIn(drain([stream.subarray(0, at), stream.subarray(at)]))).toEqual(names);
    }
    for (const length of [1, 2, 3, 23, 24, 25, 31, 32, 33, 1000, 1e6]) {
      const frames = drain(chunks(stream, length));
      expect(namesIn(frames)).toEqual(names);
      expect(frames.map(({ sizeBytes }) => sizeBytes)).toEqual([24, 32, 24, 5024]);
      expect(toHex(frames[1]!.payload)).toBe('0102030405060708');
      expect(frames[3]!.payload.every((byte) => byte === 9)).toBe(true);
    }
  });

  it('decodes many frames of one chunk, and accepts empty chunks', () => {
    const many = bytes(...Array.from({ length: 1000 }, () => verack));
    expect(drain([new Uint8Array(0), many, new Uint8Array(0)])).toHaveLength(1000);
  });

  it('accepts a chunk that is a view of a padded buffer, and returns no Buffer', () => {
    for (const part of [1, 10, 1000]) {
      const parts = chunks(bytes(ping, ping), part).map(paddedBuffer);
      for (const { payload } of drain(parts)) {
        expect(payload.constructor).toBe(Uint8Array);
        expect(toHex(payload)).toBe('0102030405060708');
      }
    }
  });

  it('errors with WRONG_MAGIC after four bytes, and at each later call', () => {
    const decoder = new FrameDecoder(network);
    decoder.push(bytes('fabfb5'));
    expect(decoder.next()).toBe(undefined);
    decoder.push(bytes('db'));
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('WRONG_MAGIC'));
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('WRONG_MAGIC'));
  });

  it('returns the frames before garbage first', () => {
    const decoder = new FrameDecoder(network);
    decoder.push(bytes(verack, ping, 'deadbeef', verack));
    expect([decoder.next()?.command, decoder.next()?.command]).toEqual(['verack', 'ping']);
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('WRONG_MAGIC'));
  });

  it('errors with OVERSIZED_FRAME after the header, and at each later call', () => {
    const header = (length: string) => bytes(magic, '626c6f636b00000000000000', length, '00000000');
    const decoder = new FrameDecoder(network);
    decoder.push(header('01093d00'));
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('OVERSIZED_FRAME'));
    expect(faultOf(() => decoder.next())).toStrictEqual(remote('OVERSIZED_FRAME'));
    const atLimit = new FrameDecoder(network);
    atLimit.push(header('00093d00'));
    expect(atLimit.next()).toBe(undefined);
  });

  it('continues after a bad checksum and a bad command', () => {
    const badChecksum = verack.slice();
    badChecksum[20]! ^= 1;
    const badCommands = [
      '00'.repeat(12),
      '76657200636b000000000000',
      '7f657261636b000000000000',
      '1f657261636b000000000000',
    ].map((command) => bytes(magic, command, '00000000 5df6e0e2'));
    for (const length of [1, 7, 1000]) {
      const decoder = new FrameDecoder(network);
      const outcomes: (string | undefined)[] = [];
      for (const chunk of chunks(bytes(badChecksum, ping, ...badCommands, verack), length)) {
        decoder.push(chunk);
        for (;;) {
          let frame: Frame | undefined;
          const fault = faultOf(() => (frame = decoder.next()));
          if (fault === undefined && frame === undefined) break;
          outcomes.push(fault?.code ?? frame?.command);
        }
      }
      const bad = badCommands.map(() => 'BAD_COMMAND');
      expect(outcomes).toEqual(['BAD_CHECKSUM', 'ping', ...bad, 'verack']);
    }
  });

  it.each(['a', 'twelve chars', '~', 'with space'])('reads the command %p', (command) => {
    expect(drain([encodeFrame(network, command, new Uint8Array(0))])[0]!.command).toBe(command);
  });

  it('end: errors with TRUNCATED inside a frame only', () => {
    for (const length of [0, 1, 4, 23, 24, 25, ping.length - 1, ping.length]) {
      const decoder = new FrameDecoder(network);
      decoder.push(ping.subarray(0, length));
      decoder.next();
      const expected = length === 0 || length === ping.length ? undefined : remote('TRUNCATED');
      expect(faultOf(() => decoder.end())).toStrictEqual(expected);
      expect(decoder.pendingBytes).toBe(expected === undefined ? 0 : length);
    }
  });

  it('throws an Error for a chunk before next has returned undefined', () => {
    const decoder = new FrameDecoder(network);
    decoder.push(bytes(verack, verack));
    decoder.next();
    expect(() => decoder.push(verack)).toThrow('push before');
  });
});

describe('memory and time of FrameDecoder', () => {
  it('allocates nothing for a declared length', () => {
    const before = process.memoryUsage().arrayBuffers;
    const header = bytes(magic, '626c6f636b00000000000000', '00093d00', '00000000', 1, 2, 3);
    const decoders = Array.from({ length: 200 }, () => {
      const decoder = new FrameDecoder(network);
      decoder.push(header.slice());
      decoder.next();
      return decoder;
    });
    expect(decoders.every(({ pendingBytes }) => pendingBytes === 27)).toBe(true);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * 1024 * 1024);
  });

  it('takes linear time for chunks of one byte', () => {
    const oneByOne = (length: number): number => {
      const frame = encodeFrame(network, 'large', new Uint8Array(length));
      const decoder = new FrameDecoder(network);
      let found: Frame | undefined;
      const cpuMs = cpuMsOf(() => {
        for (let i = 0; i < frame.length; i++) {
          decoder.push(frame.subarray(i, i + 1));
          found = decoder.next();
        }
      });
      expect(found?.payload.length).toBe(length);
      return cpuMs;
    };
    oneByOne(50_000);
    const small = oneByOne(250_000);
    // Linear is 4 times the time, quadratic 16 times.
    expect(oneByOne(1_000_000)).toBeLessThan(small * 10 + 200);
  });
});

function drain(parts: readonly Uint8Array[]): Frame[] {
  const decoder = new FrameDecoder(network);
  const frames: Frame[] = [];
  for (const part of parts) {
    decoder.push(part);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) frames.push(frame);
  }
  decoder.end();
  return frames;
}

function namesIn(frames: readonly Frame[]): string[] {
  return frames.map(({ command }) => command);
}
