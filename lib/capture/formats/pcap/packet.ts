/** A packet as it was recorded. */
export interface CapturedPacket {
  readonly atMs: number;
  /** What stands at its beginning (LINKTYPE_ values, https://www.tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** What was recorded of it; a window, good until the next push. */
  readonly bytes: Uint8Array;
  /** How many bytes it had on the wire. */
  readonly wireBytes: number;
  /** Where it stands in the file. */
  readonly offset: number;
}

/** Reads the packets of a file: `push` a chunk, then take what is whole by `next` until it gives undefined. */
export interface PacketDecoder {
  push(chunk: Uint8Array): void;
  /** The next whole packet. Errors with CaptureError `MALFORMED`, `LIMIT_EXCEEDED`; nothing can be read afterwards. */
  next(): CapturedPacket | undefined;
  /** Errors with CaptureError `TRUNCATED` in the middle of a packet. */
  end(): void;
}
