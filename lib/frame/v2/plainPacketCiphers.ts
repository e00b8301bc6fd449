import { lengthKeystream, REKEY_INTERVAL } from '../../crypto/fsChaCha20.js';
import { LENGTH_BYTES } from '../../crypto/packetLength.js';
import { FsChaCha20Poly1305 } from '../../crypto/fsChaCha20Poly1305.js';
import { setU24le, u24leAt } from '../../codec/numbersAt.js';
import { NO_BYTES } from '../../codec/reader.js';
import {
  PACKET_OVERHEAD_BYTES,
  requirePacketContents,
  type PacketCiphers,
  type PacketKeys,
  type PacketOpener,
  type PacketSealer,
} from './packetCipher.js';

/** Encrypts and decrypts packet by packet. */
export const plainPacketCiphers: PacketCiphers = {
  createSealer: (keys) => new PlainSealer(keys),
  createOpener: (keys) => new PlainOpener(keys),
};

class PlainSealer implements PacketSealer {
  private readonly lengths: LengthCipher;
  private readonly contents: FsChaCha20Poly1305;

  constructor({ lengthKey, contentsKey }: PacketKeys) {
    this.lengths = new LengthCipher(lengthKey);
    this.contents = new FsChaCha20Poly1305(contentsKey);
  }

  seal(header: number, type: Uint8Array, payload: Uint8Array, associated: Uint8Array): Uint8Array {
    const length = type.length + payload.length;
    requirePacketContents(length);
    const text = new Uint8Array(1 + length);
    text[0] = header;
    text.set(type, 1);
    text.set(payload, 1 + type.length);
    const packet = new Uint8Array(length + PACKET_OVERHEAD_BYTES);
    this.lengths.encrypt(length, packet);
    this.lengths.advance();
    this.contents.encrypt(text, associated, packet.subarray(LENGTH_BYTES));
    return packet;
  }
}

class PlainOpener implements PacketOpener {
  buffer: Uint8Array = NO_BYTES;
  private readonly lengths: LengthCipher;
  private readonly contents: FsChaCha20Poly1305;

  constructor({ lengthKey, contentsKey }: PacketKeys) {
    this.lengths = new LengthCipher(lengthKey);
    this.contents = new FsChaCha20Poly1305(contentsKey);
  }

  readonly start = 0;

  get end(): number {
    return this.buffer.length;
  }

  packetBytes(bytes: Uint8Array, offset: number): number {
    return this.lengths.decrypt(bytes, offset) + PACKET_OVERHEAD_BYTES;
  }

  open(bytes: Uint8Array, offset: number, packetBytes: number, associated: Uint8Array): boolean {
    const text = this.contents.decrypt(bytes.subarray(offset + LENGTH_BYTES, offset + packetBytes), associated);
    if (text === undefined) return false;
    this.lengths.advance();
    this.buffer = text;
    return true;
  }

  release(): void {
    this.buffer = NO_BYTES;
  }
}

/** FSChaCha20 of BIP324 for the lengths of packets. The keystream of 224 lengths is computed at once. */
class LengthCipher {
  private index = 0;
  private rekeyings = 0;
  private keystream: Uint8Array | undefined;

  constructor(private key: Uint8Array) {}

  /** Writes the encrypted length of the next packet at the beginning of `target`. */
  encrypt(length: number, target: Uint8Array): void {
    setU24le(target, 0, length ^ this.mask());
  }

  /** The length of the next packet, whose encrypted length is at `offset`. */
  decrypt(bytes: Uint8Array, offset: number): number {
    return u24leAt(bytes, offset) ^ this.mask();
  }

  /** Advances to the length of the next packet. */
  advance(): void {
    const keystream = this.currentKeystream();
    this.index += 1;
    if (this.index < REKEY_INTERVAL) return;
    this.key = keystream.slice(REKEY_INTERVAL * LENGTH_BYTES);
    this.index = 0;
    this.rekeyings += 1;
    this.keystream = undefined;
  }

  private mask(): number {
    return u24leAt(this.currentKeystream(), LENGTH_BYTES * this.index);
  }

  private currentKeystream(): Uint8Array {
    return (this.keystream ??= lengthKeystream(this.key, this.rekeyings));
  }
}
