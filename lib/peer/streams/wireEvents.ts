import type { Frame } from '../../frame/frameDecoder.js';
import type { Message } from '../../messages/table.js';
import type { PeerClock } from '../peerClock.js';
import type { IncomingMessage } from '../receive/incomingMessage.js';
import { ReceivedBytes } from '../receive/receivedBytes.js';
import type { PeerEvents } from './peerEvents.js';
import { TrafficFrame } from './traffic.js';

/** Emits `bytes$` and `traffic$`. Copies bytes and payloads, because the transport reuses its buffer, but only if there are subscribers. */
export class WireEvents {
  private readonly receivedBytes: ReceivedBytes;

  constructor(
    private readonly events: PeerEvents,
    private readonly clock: PeerClock,
  ) {
    this.receivedBytes = new ReceivedBytes((chunk, start, end) => {
      if (events.bytes.observed) this.emitBytes('received', chunk.slice(start, end));
    });
  }

  chunkBegins(chunk: Uint8Array): void {
    this.receivedBytes.chunkBegins(chunk);
  }

  /** A frame is complete; called before `received`. */
  frameEnds(sizeBytes: number): void {
    this.receivedBytes.messageEnds(sizeBytes);
  }

  chunkEnds(): void {
    this.receivedBytes.chunkEnds();
  }

  received({ command, payload, sizeBytes }: Frame, incoming: IncomingMessage | undefined): void {
    if (!this.events.traffic.observed) return;
    const decode = incoming && ((copy: Uint8Array): Message => incoming.decodeFrom(copy));
    this.emitTraffic(new TrafficFrame('received', command, sizeBytes, this.clock.wallMs(), payload.slice(), decode));
  }

  bytesSent(bytes: Uint8Array): void {
    if (this.events.bytes.observed) this.emitBytes('sent', bytes);
  }

  sent({ command, payload, sizeBytes }: Frame, message: Message | undefined): void {
    if (!this.events.traffic.observed) return;
    this.emitTraffic(new TrafficFrame('sent', command, sizeBytes, this.clock.wallMs(), payload, () => message));
  }

  private emitBytes(direction: 'received' | 'sent', bytes: Uint8Array): void {
    // Advances the clock only if there is a subscriber: reading the system's clock takes as long as emitting the bytes.
    this.events.bytes.next({ direction, atMs: this.clock.wallMs(this.clock.advance()), bytes });
  }

  private emitTraffic(traffic: TrafficFrame): void {
    this.events.traffic.next(traffic);
  }
}
