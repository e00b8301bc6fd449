import { NO_BYTES, plainBytes } from '../../codec/reader.js';
import { joinBytes } from '../../codec/joinBytes.js';
import { toHex } from '../../codec/hex.js';
import { isPeerError, RemoteProtocolError, TransportError, type PeerError } from '../../base/errors.js';
import type { Frame } from '../frameDecoder.js';
import type { Framing, FramingState, PacketListener, SecretsListener, TransportSecrets } from '../framing.js';
import { HEADER_BYTES, magicBytes, type FrameFormat } from '../header.js';
import { beginsWithMagic, requireNoOtherProtocol, type MagicNames } from '../wrongMagic.js';
import { GarbageScanner, MAX_GARBAGE_BYTES } from './garbageScanner.js';
import {
  DECOY_HEADER,
  PACKET_OVERHEAD_BYTES,
  type CreateKeyExchange,
  type KeyExchange,
  type PacketCiphers,
  type PacketOpener,
  type PacketSealer,
} from './packetCipher.js';
import { frameInContents, maxContentsBytes, messageType, plainFrame } from './packetContents.js';
import { PacketReader } from './packetReader.js';
import { deriveSessionKeys } from './sessionKeys.js';

/** The options of V2Framing. */
export interface V2FramingOptions {
  format: FrameFormat;
  /** Names of other networks by their magic, for the text of `WRONG_MAGIC`. */
  magicNames: MagicNames;
  /** True on the side that opened the connection. */
  isInitiator: boolean;
  /** Returns cryptographically random bytes: for the key, and for the garbage and its length. */
  random: (bytes: number) => Uint8Array;
  createKeyExchange: CreateKeyExchange;
  ciphers: PacketCiphers;
  /**
   * Responder: called when the remote's key has arrived. The key exchange, which costs processor time, waits until `permit` is called, once.
   * Default: it does not wait.
   */
  onKey?: ((permit: () => void) => void) | undefined;
  /** Called after `permit`, if it was not called within `onKey`: `next` has to be called again. */
  onPermitted?: (() => void) | undefined;
  /** Is notified of each packet after the version packet, decoys included, before its frame is returned. */
  listener?: PacketListener | undefined;
  /** Gets the secrets of the connection, if it wants them. Default: no listener. */
  secretsListener?: SecretsListener | undefined;
}

/** The size of a key in ElligatorSwift encoding. */
const KEY_BYTES = 64;

/**
 * Transport v2 (BIP324) for one connection: key exchange, then encrypted packets.
 *
 *     initiator  AwaitingKey ────────────────────────▶ AwaitingTerminator ─▶ AwaitingVersion ─▶ Ready
 *     responder  AwaitingKey ─▶ AwaitingPermit ─▶ …
 *
 * Sends: the initiator its key and garbage at once, the responder after the remote's key; then each side its terminator and an empty version
 * packet. Frames can be sealed from then on, before the remote's version packet has arrived.
 *
 * A key is always 64 bytes, and every 64 bytes are a key, so another protocol is noticed only by its missing terminator or by the end of the
 * stream.
 *
 * The shared secret is dropped as soon as the keys of the packets are derived. Only if `secretsListener` wants it, it is kept until the remote's
 * garbage has ended, then handed to the listener, and dropped.
 *
 * Errors with TransportError `V2_REFUSED` if the remote of an initiator answers by v1; with RemoteProtocolError `WRONG_MAGIC` if it does so with
 * another network's magic, `NO_TERMINATOR`, `BAD_GARBAGE` (the first packet does not authenticate the garbage), `BAD_PACKET`,
 * `OVERSIZED_FRAME`, which all end the stream, and `BAD_COMMAND` for one packet.
 */
export class V2Framing implements Framing {
  readonly version = 2;
  state: FramingState = 'AwaitingKey';
  sessionId: string | undefined;
  hasReceived = false;
  refusedBytes = 0;
  private keyExchange: KeyExchange | undefined;
  private garbage: Uint8Array = NO_BYTES;
  /** The remote's key, then what follows it until the key exchange is permitted. */
  private stored: Uint8Array = NO_BYTES;
  private chunk: Uint8Array = NO_BYTES;
  private scanner: GarbageScanner | undefined;
  private opener: PacketOpener | undefined;
  private packets: PacketReader | undefined;
  private sealer: PacketSealer | undefined;
  private output: Uint8Array[] = [];
  /** The remote's garbage, which its first packet authenticates; empty afterwards. */
  private associated: Uint8Array = NO_BYTES;
  private isFirstPacket = true;
  private failure: PeerError | undefined;
  /** For the listener that wants the secrets, until the remote's garbage has ended; else always undefined. */
  private keptSecrets: Omit<TransportSecrets, 'receivedGarbage'> | undefined;

  constructor(private readonly options: V2FramingOptions) {
    if (options.isInitiator) this.sendKey();
  }

  get canSend(): boolean {
    return this.sealer !== undefined;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.hasReceived = true;
    if (this.packets !== undefined && this.scanner === undefined) {
      this.packets.push(chunk);
      return;
    }
    this.chunk = this.stored.length === 0 ? plainBytes(chunk) : joinBytes([this.stored, chunk]);
    this.stored = NO_BYTES;
  }

  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    try {
      if (this.state === 'Ready' || this.exchangeKeys()) return this.nextFrame();
      return undefined;
    } catch (error) {
      const isOfOnePacket = error instanceof RemoteProtocolError && error.code === 'BAD_COMMAND';
      if (!isOfOnePacket && isPeerError(error)) {
        this.failure = error;
        this.keptSecrets = undefined;
      }
      throw error;
    }
  }

  end(): void {
    if (this.state !== 'Ready') {
      if (!this.hasReceived) return;
      if (this.state === 'AwaitingKey')
        requireNoOtherProtocol(this.stored, this.options.format, this.options.magicNames);
      throw new RemoteProtocolError('TRUNCATED', `stream ended in the key exchange of transport v2 (${this.state})`);
    }
    const pendingBytes = this.packets?.pendingBytes ?? 0;
    if (pendingBytes > 0) {
      throw new RemoteProtocolError('TRUNCATED', `stream ended ${pendingBytes} bytes into a packet`);
    }
  }

  takeOutput(): Uint8Array | undefined {
    if (this.output.length === 0) return undefined;
    const bytes = joinBytes(this.output);
    this.output = [];
    return bytes;
  }

  seal(command: string, frame: Uint8Array): Uint8Array {
    if (this.sealer === undefined) throw new Error('seal before the key exchange');
    return this.sealer.seal(0, messageType(this.options.format, command), frame.subarray(HEADER_BYTES), NO_BYTES);
  }

  plainForm(command: string, frame: Uint8Array): Uint8Array {
    return plainFrame(this.options.format, command, frame);
  }

  /** @returns true if the key exchange and the garbage are complete, so that packets follow */
  private exchangeKeys(): boolean {
    if (this.state === 'AwaitingKey' && !this.readKey()) return false;
    if (this.state === 'AwaitingPermit') {
      this.storeRest();
      return false;
    }
    if (this.state === 'AwaitingTerminator') this.readGarbage();
    return this.state === 'AwaitingVersion';
  }

  /** @returns true if the remote's key is complete, and the key exchange need not wait */
  private readKey(): boolean {
    const { format, isInitiator, magicNames, onKey } = this.options;
    const { chunk } = this;
    // A responder recognises v1 before it has a V2Framing. A key begins with a known magic once in 400 million connections.
    if (isInitiator && beginsWithMagic(chunk, format, magicNames)) {
      throw new TransportError('V2_REFUSED', 'the remote answered by transport v1');
    }
    if (this.chunk.length < KEY_BYTES) {
      this.stored = this.chunk.slice();
      this.chunk = NO_BYTES;
      return false;
    }
    const key = this.chunk.slice(0, KEY_BYTES);
    this.chunk = this.chunk.subarray(KEY_BYTES);
    if (isInitiator || onKey === undefined) {
      this.keysKnown(key);
      return true;
    }
    this.state = 'AwaitingPermit';
    this.requireGarbageLength();
    let isWithinCall = true;
    onKey(() => {
      if (this.state !== 'AwaitingPermit' || this.failure !== undefined) return;
      this.keysKnown(key);
      if (!isWithinCall) this.options.onPermitted?.();
    });
    isWithinCall = false;
    return true;
  }

  private storeRest(): void {
    this.requireGarbageLength();
    this.stored = this.chunk.slice();
    this.chunk = NO_BYTES;
  }

  /** Before it has our key, the remote cannot know its terminator, so all that it sends is garbage. */
  private requireGarbageLength(): void {
    if (this.chunk.length > MAX_GARBAGE_BYTES) {
      throw new RemoteProtocolError(
        'NO_TERMINATOR',
        `${this.chunk.length} bytes of garbage before our key was sent, at most ${MAX_GARBAGE_BYTES} allowed`,
      );
    }
  }

  private sendKey(): void {
    const { createKeyExchange, random } = this.options;
    this.keyExchange = createKeyExchange(random);
    const [low, high] = random(2);
    // Less than MAX_GARBAGE_BYTES: btcd's v2transport 1.1.0 does not accept the maximum.
    this.garbage = random(((high! << 8) | low!) % MAX_GARBAGE_BYTES).slice();
    this.output.push(this.keyExchange.publicKey, this.garbage);
  }

  private keysKnown(remoteKey: Uint8Array): void {
    const { ciphers, format, isInitiator, secretsListener } = this.options;
    if (!isInitiator) this.sendKey();
    const secret = this.keyExchange!.sharedSecret(remoteKey, isInitiator);
    this.keyExchange = undefined;
    const keys = deriveSessionKeys(secret, magicBytes(format.magic));
    this.sessionId = toHex(keys.sessionId);
    const [ours, theirs] = isInitiator ? [keys.initiator, keys.responder] : [keys.responder, keys.initiator];
    const [ourTerminator, theirTerminator] = isInitiator
      ? [keys.initiatorTerminator, keys.responderTerminator]
      : [keys.responderTerminator, keys.initiatorTerminator];
    this.sealer = ciphers.createSealer(ours);
    this.opener = ciphers.createOpener(theirs);
    this.packets = new PacketReader(this.opener, maxContentsBytes(format) + PACKET_OVERHEAD_BYTES);
    this.scanner = new GarbageScanner(theirTerminator);
    this.output.push(ourTerminator, this.sealer.seal(0, NO_BYTES, NO_BYTES, this.garbage));
    if (secretsListener?.wantsSecrets === true) {
      this.keptSecrets = { sharedSecret: secret, sentGarbage: this.garbage };
    }
    this.garbage = NO_BYTES;
    this.state = 'AwaitingTerminator';
  }

  private readGarbage(): void {
    const { chunk, scanner } = this;
    this.chunk = NO_BYTES;
    const end = scanner!.scan(chunk, 0);
    if (end === undefined) return;
    this.associated = scanner!.garbage;
    this.scanner = undefined;
    this.state = 'AwaitingVersion';
    this.packets!.push(chunk, end);
    if (this.keptSecrets !== undefined) this.handOverSecrets(this.keptSecrets);
  }

  private handOverSecrets(kept: Omit<TransportSecrets, 'receivedGarbage'>): void {
    this.keptSecrets = undefined;
    this.options.secretsListener?.onSecrets({ ...kept, receivedGarbage: this.associated.slice() });
  }

  private nextFrame(): Frame | undefined {
    const packets = this.packets!;
    const opener = this.opener!;
    for (;;) {
      const sizeBytes = this.nextPacket(packets);
      if (sizeBytes === 0) return undefined;
      const { buffer, end, start } = opener;
      const isDecoy = (buffer[start]! & DECOY_HEADER) !== 0;
      if (this.state !== 'Ready') {
        // The first packet that is no decoy carries the version of the transport; its contents are reserved for later extensions.
        if (!isDecoy) this.state = 'Ready';
        continue;
      }
      this.options.listener?.onPacket(buffer, start, end);
      if (isDecoy) continue;
      this.refusedBytes = sizeBytes;
      return frameInContents(this.options.format, buffer, start + 1, end, sizeBytes);
    }
  }

  private nextPacket(packets: PacketReader): number {
    const { associated } = this;
    if (this.state === 'Ready') return packets.next(NO_BYTES);
    try {
      const sizeBytes = packets.next(associated);
      if (sizeBytes > 0) this.associated = NO_BYTES;
      this.isFirstPacket &&= sizeBytes === 0;
      return sizeBytes;
    } catch (error) {
      if (!this.isFirstPacket || !(error instanceof RemoteProtocolError) || error.code !== 'BAD_PACKET') throw error;
      const fact = 'the first packet does not authenticate the garbage: it was changed on the way, or the keys differ';
      throw new RemoteProtocolError('BAD_GARBAGE', fact, '', { cause: error });
    }
  }
}
