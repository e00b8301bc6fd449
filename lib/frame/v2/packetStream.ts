import { NO_BYTES } from '../../codec/reader.js';
import { RemoteProtocolError } from '../../base/errors.js';
import type { FrameFormat } from '../header.js';
import { GarbageScanner, TERMINATOR_BYTES } from './garbageScanner.js';
import { DECOY_HEADER, PACKET_OVERHEAD_BYTES, type PacketOpener } from './packetCipher.js';
import { maxContentsBytes } from './packetContents.js';
import { PacketReader } from './packetReader.js';

/** The options of PacketStream. */
export interface PacketStreamOptions {
  opener: PacketOpener;
  /** The 16 bytes that end the garbage. */
  terminator: Uint8Array;
  format: Pick<FrameFormat, 'limits'>;
  /** Called when the garbage has ended, before the first packet is opened. */
  onGarbage?: ((garbage: Uint8Array) => void) | undefined;
}

/**
 * The bytes of one direction of a v2 connection after the key: garbage and its terminator, the version packet, application packets; decoys
 * between them. `push` a chunk, then call `next` until it returns 0.
 */
export class PacketStream {
  /** The size of what was processed: the garbage with its terminator, and the opened packets. */
  processedBytes = 0;
  private scanner: GarbageScanner | undefined;
  private readonly packets: PacketReader;
  /** The garbage, which the first packet authenticates; empty afterwards. */
  private associated: Uint8Array = NO_BYTES;
  private isFirstPacket = true;
  private hasVersion = false;

  constructor(private readonly options: PacketStreamOptions) {
    const { format, opener, terminator } = options;
    this.scanner = new GarbageScanner(terminator);
    this.packets = new PacketReader(opener, maxContentsBytes(format) + PACKET_OVERHEAD_BYTES);
  }

  get state(): 'AwaitingTerminator' | 'AwaitingVersion' | 'Ready' {
    if (this.hasVersion) return 'Ready';
    return this.scanner === undefined ? 'AwaitingVersion' : 'AwaitingTerminator';
  }

  /** The number of stored bytes of an unfinished packet. */
  get pendingBytes(): number {
    return this.packets.pendingBytes;
  }

  /** Takes the next chunk, from `offset` on. Errors with RemoteProtocolError `NO_TERMINATOR` if the garbage is too long. */
  push(chunk: Uint8Array, offset = 0): void {
    const start = this.scanner === undefined ? offset : this.endOfGarbage(this.scanner, chunk, offset);
    if (start !== undefined) this.packets.push(chunk, start);
  }

  /**
   * Opens the next application packet or decoy after the version packet; the plaintext is in the opener.
   *
   * Errors with RemoteProtocolError `BAD_GARBAGE` if the first packet does not authenticate the garbage, and as `PacketReader.next` does.
   *
   * @returns the size of the packet in bytes; 0 when more bytes are needed
   */
  next(): number {
    if (this.scanner !== undefined) return 0;
    while (!this.hasVersion) {
      if (this.nextPacket() === 0) return 0;
      const { buffer, start } = this.options.opener;
      // The first packet that is no decoy carries the version of the transport; its contents are reserved for later extensions.
      this.hasVersion = (buffer[start]! & DECOY_HEADER) === 0;
    }
    const size = this.packets.next(NO_BYTES);
    this.processedBytes += size;
    return size;
  }

  private endOfGarbage(scanner: GarbageScanner, chunk: Uint8Array, offset: number): number | undefined {
    const end = scanner.scan(chunk, offset);
    if (end === undefined) return undefined;
    this.associated = scanner.garbage;
    this.processedBytes = this.associated.length + TERMINATOR_BYTES;
    this.scanner = undefined;
    this.options.onGarbage?.(this.associated);
    return end;
  }

  /** A packet up to the version packet. */
  private nextPacket(): number {
    try {
      const size = this.packets.next(this.associated);
      if (size === 0) return 0;
      this.processedBytes += size;
      this.associated = NO_BYTES;
      this.isFirstPacket = false;
      return size;
    } catch (error) {
      if (!this.isFirstPacket || !(error instanceof RemoteProtocolError) || error.code !== 'BAD_PACKET') throw error;
      const fact = 'the first packet does not authenticate the garbage: it was changed on the way, or the keys differ';
      throw new RemoteProtocolError('BAD_GARBAGE', fact, '', { cause: error });
    }
  }
}
