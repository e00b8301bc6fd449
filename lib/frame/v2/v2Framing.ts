import { NO_BYTES, plainBytes } from '../../codec/reader.js';
import { joinBytes } from '../../codec/joinBytes.js';
import { toHex } from '../../codec/hex.js';
import { isPeerError, RemoteProtocolError, TransportError, type PeerError } from '../../base/errors.js';
import type { Frame } from '../frameDecoder.js';
import type { Framing, FramingState, PacketListener, SecretsListener, TransportSecrets } from '../framing.js';
import { HEADER_BYTES, magicBytes, type FrameFormat } from '../header.js';
import { beginsWithMagic, requireNoOtherProtocol, type MagicNames } from '../wrongMagic.js';
import { KEY_BYTES, MAX_GARBAGE_BYTES } from './beforePackets.js';
import type { CreateKeyExchange, KeyExchange, PacketCiphers, PacketSealer } from './packetCipher.js';
import { messageType, plainFrame } from './packetContents.js';
import { PacketFrames } from './packetFrames.js';
import { PacketStream } from './packetStream.js';
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

/**
 * Transport v2 (BIP324) for one connection: key exchange, then encrypted packets.
 *
 *     initiator  AwaitingKey ────────────────────────▶ AwaitingTerminator ─▶ AwaitingVersion ─▶ Ready
 *     responder  AwaitingKey ─▶ AwaitingPermit ─▶ …
 *
 * Sends: the initiator its key and garbage at once, the responder after the remote's key; then each side its terminator and an empty version
 * packet. Frames can be sealed from then on, before the remote's version packet has arrived.
 *
 * A key is always 64 bytes, and any 64 bytes are a valid key. So another protocol is detected only by the missing terminator or by the end
 * of the stream.
 *
 * The shared secret is dropped as soon as the keys of the packets are derived. If `secretsListener` wants the secret, it is kept until the
 * remote's garbage has ended, passed to the listener, and then dropped.
 *
 * Errors with TransportError `V2_REFUSED` if the remote of an initiator answers by v1; with RemoteProtocolError `WRONG_MAGIC` if it does so with
 * another network's magic, `NO_TERMINATOR`, `BAD_GARBAGE` (the first packet does not authenticate the garbage), `BAD_PACKET`,
 * `OVERSIZED_FRAME`, which all end the stream, and `BAD_COMMAND` for one packet.
 */
export class V2Framing implements Framing {
  readonly version = 2;
  sessionId: string | undefined;
  hasReceived = false;
  private isAwaitingPermit = false;
  private keyExchange: KeyExchange | undefined;
  private garbage: Uint8Array = NO_BYTES;
  /** The remote's key, and the bytes after the key that arrive before the key exchange is permitted. */
  private stored: Uint8Array = NO_BYTES;
  private chunk: Uint8Array = NO_BYTES;
  private sealer: PacketSealer | undefined;
  private stream: PacketStream | undefined;
  private frames: PacketFrames | undefined;
  private output: Uint8Array[] = [];
  private failure: PeerError | undefined;
  /** For the listener that wants the secrets, until the remote's garbage has ended; else always undefined. */
  private keptSecrets: Omit<TransportSecrets, 'receivedGarbage'> | undefined;

  constructor(private readonly options: V2FramingOptions) {
    if (options.isInitiator) this.sendKey();
  }

  get state(): FramingState {
    return this.stream?.state ?? (this.isAwaitingPermit ? 'AwaitingPermit' : 'AwaitingKey');
  }

  get refusedBytes(): number {
    return this.frames?.refusedBytes ?? 0;
  }

  get canSend(): boolean {
    return this.sealer !== undefined;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length > 0) this.hasReceived = true;
    if (this.stream !== undefined && this.stream.state !== 'AwaitingTerminator') {
      this.stream.push(chunk);
      return;
    }
    this.chunk = this.stored.length === 0 ? plainBytes(chunk) : joinBytes([this.stored, chunk]);
    this.stored = NO_BYTES;
  }

  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    try {
      if (this.chunk.length > 0) this.readBeforePackets();
      return this.frames?.next();
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
    const { state } = this;
    if (state !== 'Ready') {
      if (!this.hasReceived) return;
      if (state === 'AwaitingKey') requireNoOtherProtocol(this.stored, this.options.format, this.options.magicNames);
      throw new RemoteProtocolError('TRUNCATED', `stream ended in the key exchange of transport v2 (${state})`);
    }
    const pendingBytes = this.stream?.pendingBytes ?? 0;
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

  /** Reads the key and the garbage. The bytes after the terminator are passed to the stream. */
  private readBeforePackets(): void {
    if (this.isAwaitingPermit) this.storeRest();
    else if (this.stream === undefined) this.readKey();
    if (this.stream === undefined) return;
    const { chunk } = this;
    this.chunk = NO_BYTES;
    this.stream.push(chunk);
  }

  private readKey(): void {
    const { format, isInitiator, magicNames, onKey } = this.options;
    const { chunk } = this;
    // A responder recognises v1 before it has a V2Framing. A key begins with a known magic once in 400 million connections.
    if (isInitiator && beginsWithMagic(chunk, format, magicNames)) {
      throw new TransportError('V2_REFUSED', 'the remote answered by transport v1');
    }
    if (chunk.length < KEY_BYTES) {
      this.stored = chunk.slice();
      this.chunk = NO_BYTES;
      return;
    }
    const key = chunk.slice(0, KEY_BYTES);
    this.chunk = chunk.subarray(KEY_BYTES);
    if (isInitiator || onKey === undefined) this.keysKnown(key);
    else this.awaitPermit(key, onKey);
  }

  private awaitPermit(key: Uint8Array, onKey: (permit: () => void) => void): void {
    this.isAwaitingPermit = true;
    this.requireGarbageLength();
    let isWithinCall = true;
    onKey(() => {
      if (!this.isAwaitingPermit || this.failure !== undefined) return;
      this.isAwaitingPermit = false;
      this.keysKnown(key);
      if (!isWithinCall) this.options.onPermitted?.();
    });
    isWithinCall = false;
    if (this.isAwaitingPermit) this.storeRest();
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
    const opener = ciphers.createOpener(theirs);
    const stream = new PacketStream({
      opener,
      terminator: theirTerminator,
      format,
      onGarbage: (garbage) => this.handOverSecrets(garbage),
    });
    this.stream = stream;
    this.frames = new PacketFrames({ format, packets: stream, opener, listener: this.options.listener });
    this.output.push(ourTerminator, this.sealer.seal(0, NO_BYTES, NO_BYTES, this.garbage));
    if (secretsListener?.wantsSecrets === true) {
      this.keptSecrets = { sharedSecret: secret, sentGarbage: this.garbage };
    }
    this.garbage = NO_BYTES;
  }

  private handOverSecrets(receivedGarbage: Uint8Array): void {
    if (this.keptSecrets === undefined) return;
    const secrets = { ...this.keptSecrets, receivedGarbage: receivedGarbage.slice() };
    this.keptSecrets = undefined;
    this.options.secretsListener?.onSecrets(secrets);
  }
}
