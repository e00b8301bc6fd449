import type { WebSocketConstructor, WebSocketLikeEvent } from '../../lib/transport/webSocketLike.js';
import { BRIDGE_PROTOCOL, formatControl, type BridgeControl } from '../../lib/transport/bridgeProtocol.js';

type EventName = 'open' | 'message' | 'close' | 'error';

/** A WebSocket whose other side is the test. */
export class FakeWebSocket {
  /** Those that were created since the test began, in order. */
  static opened: FakeWebSocket[] = [];
  binaryType = 'blob';
  protocol = '';
  /** What the page has sent: texts, and the bytes of binary messages. */
  readonly sent: (string | number[])[] = [];
  closeCode: number | undefined;
  private readonly listeners = new Map<EventName, ((event: WebSocketLikeEvent) => void)[]>();

  constructor(
    readonly url: string,
    readonly offered: string,
  ) {
    FakeWebSocket.opened.push(this);
  }

  send(data: string | ArrayBuffer): void {
    this.sent.push(typeof data === 'string' ? data : [...new Uint8Array(data)]);
  }

  close(code?: number): void {
    this.closeCode ??= code;
  }

  addEventListener(type: EventName, listener: (event: WebSocketLikeEvent) => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  /** The sizes of the binary messages. */
  get sentSizes(): number[] {
    return this.sent.flatMap((each) => (typeof each === 'string' ? [] : [each.length]));
  }

  /** The credits that the page has granted. */
  get credits(): number[] {
    return this.sent.flatMap((each) =>
      typeof each === 'string' ? [(JSON.parse(each) as { bytes: number }).bytes] : [],
    );
  }

  open(protocol = BRIDGE_PROTOCOL): this {
    this.protocol = protocol;
    this.emit({ type: 'open' });
    return this;
  }

  control(control: BridgeControl): void {
    this.text(formatControl(control));
  }

  text(data: string): void {
    this.emit({ type: 'message', data });
  }

  bytes(...bytes: number[]): void {
    this.emit({ type: 'message', data: Uint8Array.from(bytes).buffer });
  }

  /** A binary message of this size. */
  zeros(size: number): void {
    this.emit({ type: 'message', data: new ArrayBuffer(size) });
  }

  closed(code: number, reason = ''): void {
    this.emit({ type: 'error' });
    this.emit({ type: 'close', code, reason });
  }

  private emit(event: WebSocketLikeEvent): void {
    for (const listener of this.listeners.get(event.type as EventName) ?? []) listener(event);
  }
}

/** The class, as the option `webSocket`. */
export const fakeWebSocket: WebSocketConstructor = FakeWebSocket;
