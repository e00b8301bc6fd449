import { fromHex } from '../../../lib/codec/hex.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { encodeMessage } from '../../../lib/wire/message.js';
import type { Vocabulary, Words } from './words.js';

/** Chunks of bytes, the good ones and the bad ones, and what comes of them. */
export const byteWords = {
  /** `bytes p q from 3 to 30`, `bytes p from 3`: the frames of p and q, cut to a window on the larger buffer as a socket would. */
  bytes(words) {
    const [letters = '', from = '0', to] = words.words.join(' ').split(/ (?:from|to) /);
    const frames = joined(letters.split(' ').map((letter) => chunkOf(words, letter)));
    return frames.subarray(Number(from), to === undefined ? frames.length : Number(to));
  },
  /** `payload ping 0102`: a whole frame with this command and this payload. */
  payload: ({ words: [command, hex = ''] }) => encodeFrame(bitcoin.regtest, command!, fromHex(hex)),
  /** `frame ping 0102`: what decodeFrames makes of it. */
  frame({ words: [command, hex = ''] }) {
    return { command: command!, payload: fromHex(hex), sizeBytes: 24 + hex.length / 2 };
  },
  garbled: (words) => changed(words, (frame) => (frame[20]! ^= 0xff)),
  nameless: (words) => changed(words, (frame) => (frame[5] = 0x07)),
  alien: (words) => changed(words, (frame) => (frame[0]! ^= 0xff)),
  /** Declares 2^32 - 1 bytes. */
  oversized: (words) => changed(words, (frame) => frame.fill(0xff, 16, 20)),
} satisfies Vocabulary;

function chunkOf(words: Words, letter: string): Uint8Array {
  const value = words.letter(letter) as Message | Uint8Array;
  return value instanceof Uint8Array ? value : encodeMessage(value, { network: bitcoin.regtest });
}

function changed(words: Words, change: (frame: Uint8Array) => unknown): Uint8Array {
  const frame = chunkOf(words, words.words[0]!).slice();
  change(frame);
  return frame;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}
