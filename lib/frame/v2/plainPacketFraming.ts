import { u24leAt } from '../../codec/numbersAt.js';
import { NO_BYTES } from '../../codec/reader.js';
import { LENGTH_BYTES } from '../../crypto/packetLength.js';
import { RemoteProtocolError } from '../../base/errors.js';
import type { Frame } from '../frameDecoder.js';
import type { Framing, PacketListener } from '../framing.js';
import type { FrameFormat } from '../header.js';
import { PACKET_OVERHEAD_BYTES } from './packetCipher.js';
import { maxContentsBytes, plainFrame } from './packetContents.js';
import { PacketFrames } from './packetFrames.js';
import { PacketReader, type PacketSource } from './packetReader.js';

/** The options of PlainPacketFraming. */
export interface PlainPacketFramingOptions {
  format: FrameFormat;
  /** The session id of the recorded connection. */
  sessionId: string | undefined;
  /** Is notified of each packet, decoys included, before its frame is returned. */
  listener?: PacketListener | undefined;
}

/**
 * The framing of a recorded v2 session, whose packets are stored without encryption: see `plainPacket`. It returns the frames, sizes and errors
 * that the live framing has returned.
 */
export class PlainPacketFraming implements Framing {
  readonly version = 2;
  readonly state = 'Ready';
  readonly canSend = true;
  private readonly packets: PacketReader;
  private readonly frames: PacketFrames;
  private failure: RemoteProtocolError | undefined;

  constructor(private readonly options: PlainPacketFramingOptions) {
    const opener = new PlainPackets();
    const packets = new PacketReader(opener, PLAIN_OVERHEAD_BYTES + maxContentsBytes(options.format));
    this.packets = packets;
    this.frames = new PacketFrames({
      ...options,
      packets,
      opener,
      missingBytes: PACKET_OVERHEAD_BYTES - PLAIN_OVERHEAD_BYTES,
    });
  }

  get sessionId(): string | undefined {
    return this.options.sessionId;
  }

  get refusedBytes(): number {
    return this.frames.refusedBytes;
  }

  get hasReceived(): boolean {
    return this.refusedBytes > 0 || this.packets.pendingBytes > 0;
  }

  push(chunk: Uint8Array): void {
    this.packets.push(chunk);
  }

  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    try {
      return this.frames.next();
    } catch (error) {
      if (error instanceof RemoteProtocolError && error.code !== 'BAD_COMMAND') this.failure = error;
      throw error;
    }
  }

  end(): void {
    const { pendingBytes } = this.packets;
    if (pendingBytes > 0)
      throw new RemoteProtocolError('TRUNCATED', `stream ended ${pendingBytes} bytes into a packet`);
  }

  takeOutput(): undefined {
    return undefined;
  }

  seal(command: string, frame: Uint8Array): Uint8Array {
    return this.plainForm(command, frame);
  }

  plainForm(command: string, frame: Uint8Array): Uint8Array {
    return plainFrame(this.options.format, command, frame);
  }
}

/** A plain packet is longer than its contents by the length and the header byte. */
const PLAIN_OVERHEAD_BYTES = LENGTH_BYTES + 1;

/** "Opens" plain packets: finds the header byte and the contents. */
class PlainPackets implements PacketSource {
  buffer: Uint8Array = NO_BYTES;
  start = 0;
  end = 0;

  packetBytes(bytes: Uint8Array, offset: number): number {
    return PLAIN_OVERHEAD_BYTES + u24leAt(bytes, offset);
  }

  open(bytes: Uint8Array, offset: number, packetBytes: number): boolean {
    this.buffer = bytes;
    this.start = offset + LENGTH_BYTES;
    this.end = offset + packetBytes;
    return true;
  }

  release(): void {
    this.buffer = NO_BYTES;
  }
}
