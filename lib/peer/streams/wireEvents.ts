import type { Frame } from '../../frame/frameDecoder.js';
import { joinBytes } from '../../codec/joinBytes.js';
import { plainBytes } from '../../codec/reader.js';
import type { Framing, TransportSecrets } from '../../frame/framing.js';
import { plainPacket } from '../../frame/v2/packetContents.js';
import type { Message } from '../../messages/table.js';
import type { PeerFramingListener } from '../peerFraming.js';
import type { PeerClock } from '../peerClock.js';
import type { IncomingMessage } from '../receive/incomingMessage.js';
import { ReceivedBytes, type ReceivedBytesListener } from '../receive/receivedBytes.js';
import type { PeerEvents } from './peerEvents.js';
import { TrafficFrame } from './traffic.js';

/**
 * Emits `bytes$`, `encrypted$`, `frames$` and `traffic$`. The bytes of v2 in `bytes$` are plain packets, those after the version packet: see `plainPacket`.
 * Copies bytes and payloads, because the transport reuses its buffer, but only if there are subscribers.
 */
export class WireEvents implements ReceivedBytesListener, PeerFramingListener {
  private readonly receivedBytes = new ReceivedBytes(this);
  /** The first bytes, as long as there are too few to detect the transport. */
  private undecided: Uint8Array | undefined;

  /** @param isLive false for the peer of a replay: its v2 chunks are plain packets, which `encrypted$` does not emit */
  constructor(
    private readonly events: PeerEvents,
    private readonly clock: PeerClock,
    /** Its framing is created after this. */
    private readonly peer: { readonly framing: Pick<Framing, 'version'> },
    private readonly isLive: boolean,
  ) {}

  onReceivedBytes(chunk: Uint8Array, start: number, end: number): void {
    if (this.events.bytes.observed) this.emitBytes('received', chunk.slice(start, end));
  }

  chunkBegins(chunk: Uint8Array): void {
    if (this.peer.framing.version === 2) {
      if (this.isLive && this.events.encrypted.observed) this.emitEncryptedChunk(chunk);
      return;
    }
    this.receivedBytes.chunkBegins(this.undecided === undefined ? chunk : joinBytes([this.undecided, chunk]));
    this.undecided = undefined;
  }

  /** A frame is complete; called before `received`. */
  frameEnds(sizeBytes: number): void {
    if (this.peer.framing.version !== 2) this.receivedBytes.messageEnds(sizeBytes);
  }

  chunkEnds(): void {
    if (this.peer.framing.version === 1) this.receivedBytes.chunkEnds();
    else this.undecided = this.receivedBytes.abandonChunk(this.peer.framing.version === undefined);
  }

  /** The bytes that have arrived so far, those of the current chunk included, begin a v2 key. */
  onV2Detected(): void {
    if (this.events.encrypted.observed) this.emitEncryptedChunk(this.receivedBytes.currentChunk);
  }

  get wantsSecrets(): boolean {
    return this.events.encrypted.observed;
  }

  onSecrets(secrets: TransportSecrets): void {
    this.events.encrypted.next({ kind: 'secrets', atMs: this.clock.wallMs(), ...secrets });
  }

  /** Bytes were written to the transport, v1 or v2. */
  written(bytes: Uint8Array): void {
    if (this.events.encrypted.observed && this.peer.framing.version === 2) this.emitEncryptedOutput(bytes);
  }

  onPacket(buffer: Uint8Array, start: number, end: number): void {
    if (this.events.bytes.observed) this.emitBytes('received', plainPacket(buffer.subarray(start, end)));
  }

  received(frame: Frame, incoming: IncomingMessage | undefined): void {
    if (this.events.frames.observed) this.emitFrame('received', frame, incoming === undefined);
    if (this.events.traffic.observed) this.emitReceived(frame, incoming);
  }

  bytesSent(bytes: Uint8Array): void {
    if (this.events.bytes.observed) this.emitBytes('sent', bytes);
  }

  sent(frame: Frame, message: Message | undefined): void {
    if (this.events.frames.observed) this.emitFrame('sent', frame, false);
    if (this.events.traffic.observed) this.emitSent(frame, message);
  }

  private emitFrame(direction: 'received' | 'sent', { command, payload, sizeBytes }: Frame, isRefused: boolean): void {
    this.events.frames.next({ direction, command, sizeBytes, atMs: this.clock.wallMs(), payload, isRefused });
  }

  // Separate methods, because a closure makes V8 allocate a context at each call of its function, even for calls without subscribers.
  private emitReceived({ command, payload, sizeBytes }: Frame, incoming: IncomingMessage | undefined): void {
    const decode = incoming && ((copy: Uint8Array): Message => incoming.decodeFrom(copy));
    const atMs = this.clock.wallMs();
    this.events.traffic.next(new TrafficFrame('received', command, sizeBytes, atMs, payload.slice(), decode));
  }

  private emitSent({ command, payload, sizeBytes }: Frame, message: Message | undefined): void {
    const atMs = this.clock.wallMs();
    this.events.traffic.next(new TrafficFrame('sent', command, sizeBytes, atMs, payload, () => message));
  }

  private emitEncryptedChunk(chunk: Uint8Array): void {
    const bytes = plainBytes(chunk).slice();
    this.events.encrypted.next({ kind: 'rawBytes', direction: 'received', atMs: this.clock.wallMs(), bytes });
  }

  private emitEncryptedOutput(bytes: Uint8Array): void {
    const atMs = this.clock.wallMs(this.clock.advance());
    this.events.encrypted.next({ kind: 'rawBytes', direction: 'sent', atMs, bytes });
  }

  private emitBytes(direction: 'received' | 'sent', bytes: Uint8Array): void {
    // Advances the clock only if there is a subscriber: reading the system's clock takes as long as emitting the bytes.
    this.events.bytes.next({ direction, atMs: this.clock.wallMs(this.clock.advance()), bytes });
  }
}
