import type { Frame } from '../frameDecoder.js';
import type { PacketListener } from '../framing.js';
import type { FrameFormat } from '../header.js';
import { DECOY_HEADER, type PacketOpener } from './packetCipher.js';
import { frameInContents } from './packetContents.js';

/** The options of PacketFrames. */
export interface PacketFramesOptions {
  format: FrameFormat;
  /** Opens the next packet. Returns its size in bytes; 0 when more bytes are needed. */
  packets: { next(): number };
  /** The opener that holds the plaintext of the packet. */
  opener: Pick<PacketOpener, 'buffer' | 'start' | 'end'>;
  /** Is notified of each packet, decoys included, before its frame is returned. */
  listener?: PacketListener | undefined;
  /** The number of bytes by which the encrypted packet is longer than the packet that was opened. Default 0. */
  missingBytes?: number;
}

/** The frames in application packets: skips decoys, and reads the message type. */
export class PacketFrames {
  /** The size in bytes of the last packet that is no decoy, as it was encrypted. */
  refusedBytes = 0;

  constructor(private readonly options: PacketFramesOptions) {}

  /** The next frame; undefined when more bytes are needed. Errors as `frameInContents` and as the packets do. */
  next(): Frame | undefined {
    const { format, listener, missingBytes = 0, opener, packets } = this.options;
    for (;;) {
      const size = packets.next();
      if (size === 0) return undefined;
      const { buffer, end, start } = opener;
      listener?.onPacket(buffer, start, end);
      if ((buffer[start]! & DECOY_HEADER) !== 0) continue;
      this.refusedBytes = size + missingBytes;
      return frameInContents(format, buffer, start + 1, end, this.refusedBytes);
    }
  }
}
