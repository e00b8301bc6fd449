import { packetCiphers } from '#fastV2';
import { RemoteProtocolError } from '../base/errors.js';
import { invalidOption } from '../base/optionChecks.js';
import { toHex } from '../codec/hex.js';
import { joinBytes } from '../codec/joinBytes.js';
import { magicBytes } from '../frame/header.js';
import type { PacketKeys, PacketOpener } from '../frame/v2/packetCipher.js';
import { plainPacket } from '../frame/v2/packetContents.js';
import { PacketStream } from '../frame/v2/packetStream.js';
import { deriveSessionKeys, type SessionKeys } from '../frame/v2/sessionKeys.js';
import { KEY_BYTES } from '../frame/v2/beforePackets.js';
import type { Network } from '../networks/network.js';
import { CaptureError } from './captureError.js';

/** The side of a connection by transport v2 that sent bytes: the initiator dialled. */
export type TransportSide = 'initiator' | 'responder';

/**
 * Decrypts the raw bytes of both sides of a recorded v2 connection (BIP324). The result is the plain packets that the `bytes` records of
 * such a session contain; they begin after the version packet.
 *
 * Memory: for each side one chunk, and one unfinished packet of at most the network's `maxPayloadBytes` and 33 bytes.
 *
 * @example
 * const decryptor = new RawBytesDecryptor(network, secrets.sharedSecret);
 * const packets = decryptor.push('initiator', raw.bytes);
 */
export class RawBytesDecryptor {
  /** The session id of BIP324, 64 hex digits. */
  readonly sessionId: string;
  private readonly sides: Readonly<Record<TransportSide, SideDecryptor>>;

  /**
   * Throws LocalProtocolError `INVALID_OPTION` for a shared secret of another length.
   *
   * @param sharedSecret 32 bytes, as a record of the kind `secrets` holds them
   */
  constructor(network: Network, sharedSecret: Uint8Array) {
    if (sharedSecret.length !== SECRET_BYTES) {
      invalidOption('sharedSecret', `${SECRET_BYTES} bytes expected, got ${sharedSecret.length}`);
    }
    const keys = sessionKeysOf(network, sharedSecret);
    this.sessionId = toHex(keys.sessionId);
    this.sides = {
      initiator: new SideDecryptor('initiator', network, keys.initiator, keys.initiatorTerminator),
      responder: new SideDecryptor('responder', network, keys.responder, keys.responderTerminator),
    };
  }

  /**
   * The packets that these bytes complete, encoded as plain packets in a new buffer; empty if they complete none. The bytes are not changed.
   *
   * Errors with CaptureError `MALFORMED` for bytes that the keys do not decrypt, and at each later call for that side with the same error. Packets
   * before the damage are returned first, so damage in the middle of a chunk is an error of the next call.
   */
  push(side: TransportSide, bytes: Uint8Array): Uint8Array {
    return this.sides[side].push(bytes);
  }

  /** Ends the bytes of a side. Errors with CaptureError `TRUNCATED` if they end inside a packet or the key exchange, and as `push` does. */
  end(side: TransportSide): void {
    this.sides[side].end();
  }
}

/** The keys of a connection in this network. */
export function sessionKeysOf({ magic }: Network, sharedSecret: Uint8Array): SessionKeys {
  return deriveSessionKeys(sharedSecret, magicBytes(magic));
}

const SECRET_BYTES = 32;

/** The bytes of one side: its key, then a PacketStream. After an error each call throws it. */
class SideDecryptor {
  private keyBytes = 0;
  private readonly opener: PacketOpener;
  private readonly stream: PacketStream;
  private failure: CaptureError | undefined;

  constructor(
    private readonly side: TransportSide,
    network: Network,
    keys: PacketKeys,
    terminator: Uint8Array,
  ) {
    this.opener = packetCiphers.createOpener(keys);
    this.stream = new PacketStream({ opener: this.opener, terminator, format: network });
  }

  push(bytes: Uint8Array): Uint8Array {
    if (this.failure !== undefined) throw this.failure;
    const packets: Uint8Array[] = [];
    try {
      this.read(bytes, packets);
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error;
      const fact = `bytes of the ${this.side}: ${error.message}`;
      this.failure = new CaptureError('MALFORMED', fact, this.offset, { cause: error });
      if (packets.length === 0) throw this.failure;
    }
    return joinBytes(packets);
  }

  end(): void {
    if (this.failure !== undefined) throw this.failure;
    const { pendingBytes, state } = this.stream;
    const isReady = state === 'Ready';
    if (this.keyBytes === 0 || (isReady && pendingBytes === 0)) return;
    const place = isReady ? `${pendingBytes} bytes into a packet` : 'inside the key exchange';
    throw new CaptureError('TRUNCATED', `the bytes of the ${this.side} end ${place}`, this.offset);
  }

  /** The offset of the next packet in the bytes of this side; 0 until the garbage has ended. */
  private get offset(): number {
    const { processedBytes } = this.stream;
    return processedBytes === 0 ? 0 : KEY_BYTES + processedBytes;
  }

  private read(bytes: Uint8Array, packets: Uint8Array[]): void {
    const start = Math.min(KEY_BYTES - this.keyBytes, bytes.length);
    this.keyBytes += start;
    this.stream.push(bytes, start);
    while (this.stream.next() > 0) {
      const { buffer, end, start: at } = this.opener;
      packets.push(plainPacket(buffer.subarray(at, end)));
    }
  }
}
