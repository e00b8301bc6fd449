import type { Frame } from './frameDecoder.js';

/**
 * The state of a Framing.
 *
 * - `Loading`: v2, its code is being loaded; never in Node, and never after `loadTransportV2`.
 * - `Detecting`: the first bytes of an inbound connection decide between v1 and v2.
 * - `AwaitingKey`: v2, the remote's key has not arrived completely.
 * - `AwaitingPermit`: v2, the key has arrived, and the key exchange waits until it is permitted.
 * - `AwaitingTerminator`: v2, the keys are known; the remote's garbage has not ended.
 * - `AwaitingVersion`: v2, the remote's version packet has not arrived.
 * - `Ready`: frames can arrive. v1 begins in this state.
 */
export type FramingState =
  'Loading' | 'Detecting' | 'AwaitingKey' | 'AwaitingPermit' | 'AwaitingTerminator' | 'AwaitingVersion' | 'Ready';

/**
 * The framing of one connection, without I/O: turns received chunks into frames, and frames into bytes to send. Transport v1 is the header
 * with a checksum, v2 is BIP324.
 *
 * Receiving: `push` a chunk, call `next` until it returns undefined, and send the bytes of `takeOutput`. Sending: `seal` each frame in the order
 * in which it is written, and write the result.
 */
export interface Framing {
  /** The transport version; undefined while it is being detected. */
  readonly version: 1 | 2 | undefined;
  /** The state, which names what the framing waits for. */
  readonly state: FramingState;
  /** v2, once the keys are known: 64 hex digits, equal on both sides. Users can compare them to detect an interceptor (BIP324). */
  readonly sessionId: string | undefined;
  /** False until frames can be sealed: before the key exchange of v2. */
  readonly canSend: boolean;
  /** True once the remote has sent a byte. */
  readonly hasReceived: boolean;
  /** Size in bytes of the last complete frame or packet, valid or not. */
  readonly refusedBytes: number;
  /** Takes the next chunk, which is valid until the frames of it are processed. Throws an Error if the previous one was not emptied by `next`. */
  push(chunk: Uint8Array): void;
  /**
   * The next complete frame, or undefined when more bytes are needed.
   *
   * Errors with RemoteProtocolError `BAD_CHECKSUM` or `BAD_COMMAND` for one frame; the next call continues after it. Every other
   * RemoteProtocolError ends the stream; later calls throw the same one.
   */
  next(): Frame | undefined;
  /** Ends the stream. Errors with RemoteProtocolError `TRUNCATED` inside a frame or the key exchange. */
  end(): void;
  /**
   * The bytes that the framing itself has to send, for the key exchange of v2; undefined if there are none. Call it once before the first
   * `push`.
   */
  takeOutput(): Uint8Array | undefined;
  /**
   * The bytes of a frame on the wire: for v1 the frame itself, for v2 a packet with the command and the payload.
   *
   * @param frame HEADER_BYTES and then the payload; for v1 with the header set, see `sealFrame`
   */
  seal(command: string, frame: Uint8Array): Uint8Array;
  /** The form of a frame that `bytes$` emits and recordings contain: the frame itself for v1, the plain packet for v2. */
  plainForm(command: string, frame: Uint8Array): Uint8Array;
}

/** Is notified of the packets that a v2 framing has decrypted. */
export interface PacketListener {
  /** An application packet or decoy: its header byte and contents are `buffer` from `start` to `end`, valid until the call returns. */
  onPacket(buffer: Uint8Array, start: number, end: number): void;
}

/** The secrets that decrypt the bytes of a v2 connection. Decryption also needs the magic of the network and the side that dialled. */
export interface TransportSecrets {
  /** The shared secret of the key exchange, 32 bytes (BIP324, v2_ecdh). The caller owns the buffer. */
  readonly sharedSecret: Uint8Array;
  /** The garbage that the remote sent after its key, 0 to 4095 bytes. The caller owns the buffer. */
  readonly receivedGarbage: Uint8Array;
  /** The garbage that we sent after our key, 0 to 4095 bytes. The caller owns the buffer. */
  readonly sentGarbage: Uint8Array;
}

/** Gets the secrets of a v2 connection, if it wants them. */
export interface SecretsListener {
  /** Read once, when the shared secret is known. If it is false, the framing keeps no secret, and `onSecrets` is not called. */
  readonly wantsSecrets: boolean;
  /** Called once, when the remote's garbage has ended, before the first packet is decrypted. */
  onSecrets(secrets: TransportSecrets): void;
}
