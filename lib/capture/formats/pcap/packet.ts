/** A packet of a pcap or pcapng file. */
export interface CapturedPacket {
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** The kind of header that it begins with (LINKTYPE_ values, https://www.tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** The recorded bytes; a window, valid until the next push. */
  readonly bytes: Uint8Array;
  /** The number of bytes on the wire; more than `bytes` has if the packet was cut by the recorder. */
  readonly wireBytes: number;
  /** The offset in the file of its record. */
  readonly offset: number;
}

/** Decodes a file into packets: `push` a chunk, then call `next` until it returns undefined. */
export interface PacketDecoder {
  push(chunk: Uint8Array): void;
  /**
   * The next complete packet, or undefined if more bytes are needed. Errors with CaptureError `MALFORMED`, `LIMIT_EXCEEDED`; the decoder cannot
   * be used afterwards.
   */
  next(): CapturedPacket | undefined;
  /** Ends the input. Errors with CaptureError `TRUNCATED` if it ends inside a packet. */
  end(): void;
}
