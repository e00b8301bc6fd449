import type { Frame } from '../../frame/frameDecoder.js';
import { joinBytes } from '../../codec/joinBytes.js';
import type { Framing } from '../../frame/framing.js';
import { plainPacket } from '../../frame/v2/packetContents.js';
import type { Message } from '../../messages/table.js';
import type { PeerClock } from '../peerClock.js';
import type { IncomingMessage } from '../receive/incomingMessage.js';
import { ReceivedBytes, type ReceivedBytesListener } from '../receive/receivedBytes.js';
import type { PeerEvents } from './peerEvents.js';
import { TrafficFrame } from './traffic.js';

/**
 * Emits `bytes$` and `traffic$`. The bytes of v2 are plain packets, those after the version packet: see `plainPacket`.
 * Copies bytes and payloads, because the transport reuses its buffer, but only if there are subscribers.
 */
export class WireEvents implements ReceivedBytesListener {
  private readonly receivedBytes = new ReceivedBytes(this);
  /** The first bytes, while they do not suffice to detect the transport. */
  private undecided: Uint8Array | undefined;

  constructor(
    private readonly events: PeerEvents,
    private readonly clock: PeerClock,
    private readonly framing: Pick<Framing, 'version'>,
  ) {}

  onReceivedBytes(chunk: Uint8Array, start: number, end: number): void {
    if (this.events.bytes.observed) this.emitBytes('received', chunk.slice(start, end));
  }

  chunkBegins(chunk: Uint8Array): void {
    if (this.framing.version === 2) return;
    this.receivedBytes.chunkBegins(this.undecided === undefined ? chunk : joinBytes([this.undecided, chunk]));
    this.undecided = undefined;
  }

  /** A frame is complete; called before `received`. */
  frameEnds(sizeBytes: number): void {
    if (this.framing.version !== 2) this.receivedBytes.messageEnds(sizeBytes);
  }

  chunkEnds(): void {
    if (this.framing.version === 1) this.receivedBytes.chunkEnds();
    else this.undecided = this.receivedBytes.abandonChunk(this.framing.version === undefined);
  }

  /** A v2 packet was decrypted. */
  packetReceived(buffer: Uint8Array, start: number, end: number): void {
    if (this.events.bytes.observed) this.emitBytes('received', plainPacket(buffer.subarray(start, end)));
  }

  received(frame: Frame, incoming: IncomingMessage | undefined): void {
    if (this.events.traffic.observed) this.emitReceived(frame, incoming);
  }

  bytesSent(bytes: Uint8Array): void {
    if (this.events.bytes.observed) this.emitBytes('sent', bytes);
  }

  sent(frame: Frame, message: Message | undefined): void {
    if (this.events.traffic.observed) this.emitSent(frame, message);
  }

  // Methods of their own: a closure makes V8 allocate a context at each call of its function, also for calls without subscribers.
  private emitReceived({ command, payload, sizeBytes }: Frame, incoming: IncomingMessage | undefined): void {
    const decode = incoming && ((copy: Uint8Array): Message => incoming.decodeFrom(copy));
    const atMs = this.clock.wallMs();
    this.events.traffic.next(new TrafficFrame('received', command, sizeBytes, atMs, payload.slice(), decode));
  }

  private emitSent({ command, payload, sizeBytes }: Frame, message: Message | undefined): void {
    const atMs = this.clock.wallMs();
    this.events.traffic.next(new TrafficFrame('sent', command, sizeBytes, atMs, payload, () => message));
  }

  private emitBytes(direction: 'received' | 'sent', bytes: Uint8Array): void {
    // Advances the clock only if there is a subscriber: reading the system's clock takes as long as emitting the bytes.
    this.events.bytes.next({ direction, atMs: this.clock.wallMs(this.clock.advance()), bytes });
  }
}
