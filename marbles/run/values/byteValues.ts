import { fromHex } from '../../../lib/codec/hex.js';
import { encodeFrame } from '../../../lib/frame/frameEncoder.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { encodeMessage } from '../../../lib/wire/message.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/** Chunks of bytes, valid and malformed, and decoded frames. A letter represents a message or bytes. */
export const byteValues = {
  /**
   * `bytes p q from 3 to 30`, `bytes p from 3`: the frames of p and q, or bytes 3 to 29 of them. The result is a view of a larger buffer,
   * as a chunk of a socket is.
   */
  bytes({ positional, valueOf }) {
    const [letters = '', start = '0', end] = positional.join(' ').split(/ (?:from|to) /);
    const frames = joinChunks(letters.split(' ').map((letter) => chunkOf(valueOf(letter))));
    return frames.subarray(Number(start), end === undefined ? frames.length : Number(end));
  },
  /** `payload ping 0102`: an encoded frame with this command and payload. */
  payload: ({ positional: [command, hex = ''] }) => encodeFrame(bitcoin.regtest, command!, fromHex(hex)),
  /** `frame ping 0102`: the Frame object that decodeFrames emits. */
  frame({ positional: [command, hex = ''] }) {
    return { command: command!, payload: fromHex(hex), sizeBytes: 24 + hex.length / 2 };
  },
  /** `badChecksum p`: the frame of p with one wrong checksum byte. */
  badChecksum: (args) => modifiedFrame(args, (frame) => (frame[20]! ^= 0xff)),
  /** `badCommand p`: the frame of p with a control character in its command. */
  badCommand: (args) => modifiedFrame(args, (frame) => (frame[5] = 0x07)),
  /** `wrongMagic p`: the frame of p with one wrong byte in its magic. */
  wrongMagic: (args) => modifiedFrame(args, (frame) => (frame[0]! ^= 0xff)),
  /** `oversized p`: the frame of p with a declared payload length of 2^32 - 1 bytes. */
  oversized: (args) => modifiedFrame(args, (frame) => frame.fill(0xff, 16, 20)),
} satisfies Constructors;

function chunkOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : encodeMessage(value as Message, { network: bitcoin.regtest });
}

function modifiedFrame(
  { positional, valueOf }: ConstructorArguments,
  modify: (frame: Uint8Array) => unknown,
): Uint8Array {
  const frame = chunkOf(valueOf(positional[0]!)).slice();
  modify(frame);
  return frame;
}

function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
}
