import { LocalProtocolError } from '../../base/errors.js';

export type { CreateKeyExchange, KeyExchange } from '../../crypto/ephemeralKey.js';

/** The secrets of one direction of a v2 connection (BIP324): `initiator_L` and `initiator_P`, or `responder_L` and `responder_P`. */
export interface PacketKeys {
  /** 32 bytes: the key of the cipher of packet lengths (FSChaCha20). */
  readonly lengthKey: Uint8Array;
  /** 32 bytes: the key of the cipher of packet contents (FSChaCha20Poly1305). */
  readonly contentsKey: Uint8Array;
}

/** A packet is longer than its contents by the encrypted length (3 bytes), the header (1) and the tag (16). */
export const PACKET_OVERHEAD_BYTES = 20;

/** The longest contents: their length has 24 bits. */
export const MAX_PACKET_CONTENTS_BYTES = 0xff_ffff;

/** Errors with LocalProtocolError `LIMIT_EXCEEDED` if a packet cannot have contents of this length. */
export function requirePacketContents(bytes: number): void {
  if (bytes > MAX_PACKET_CONTENTS_BYTES) {
    throw new LocalProtocolError(
      'LIMIT_EXCEEDED',
      `the contents of a v2 packet have ${bytes} bytes, at most ${MAX_PACKET_CONTENTS_BYTES} are allowed`,
    );
  }
}

/** The header of a decoy: the receiver authenticates the packet and ignores its contents (BIP324, IGNORE_BIT). */
export const DECOY_HEADER = 0x80;

/** Encrypts the packets of one direction, in the order of the calls. Changes its keys after every 224 packets. */
export interface PacketSealer {
  /**
   * Encrypts one packet. The contents are `type` followed by `payload`; neither is changed.
   *
   * Errors with LocalProtocolError `LIMIT_EXCEEDED` if the contents are longer than MAX_PACKET_CONTENTS_BYTES; after this error the sealer
   * can still be used.
   *
   * @param header 0, or DECOY_HEADER
   * @param associated the bytes that the tag authenticates in addition to the packet: the garbage for the first packet, none for the others
   * @returns the packet: encrypted length, encrypted header and contents, tag. The caller owns these bytes; they can be a view of a buffer
   * of up to 8 KiB that contains other packets
   */
  seal(header: number, type: Uint8Array, payload: Uint8Array, associated: Uint8Array): Uint8Array;
}

/** Decrypts the packets of one direction, in the order of sealing. Changes its keys after every 224 packets. */
export interface PacketOpener {
  /** The plaintext of the packet that `open` has opened last is `buffer` from `start` to `end`: the header byte, then the contents. */
  readonly buffer: Uint8Array;
  readonly start: number;
  readonly end: number;
  /**
   * The size in bytes of the whole packet that begins at `offset`: its decrypted length plus PACKET_OVERHEAD_BYTES. Needs three bytes
   * there; it can be called several times for the same packet. The length is not authenticated: check it against a limit.
   */
  packetBytes(bytes: Uint8Array, offset: number): number;
  /**
   * Decrypts the next packet, all of whose bytes are in `bytes`, from `offset` on. The bytes are not changed. `buffer` is valid until the
   * next call of `open` or `release`. An opener may decrypt further packets of the same `bytes` ahead, but it returns them in order.
   *
   * @param packetBytes the size of the whole packet, as `packetBytes` has returned it
   * @returns false if the tag is wrong; then the opener must not be used further
   */
  open(bytes: Uint8Array, offset: number, packetBytes: number, associated: Uint8Array): boolean;
  /** The caller has processed all plaintext: an opener may free its buffers. */
  release(): void;
}

/** Creates the ciphers of a connection. */
export interface PacketCiphers {
  /** For the packets of one direction that we send. The keys are copied or kept, never changed. */
  readonly createSealer: (keys: PacketKeys) => PacketSealer;
  /** For the packets of the other direction. */
  readonly createOpener: (keys: PacketKeys) => PacketOpener;
}
