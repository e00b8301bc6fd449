import { asyncScheduler, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { errorReason } from '../base/errorReason.js';
import { PeerTimeoutError, TransportError } from '../base/errors.js';
import { invalidOption, MAX_DELAY_MS, requireFunction, requireInteger } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import {
  BRIDGE_PROTOCOL,
  BROKEN_RULE_CODE,
  DEFAULT_WINDOW_BYTES,
  formatControl,
  MAX_CREDIT_BYTES,
  MAX_DATA_BYTES,
  NORMAL_CODE,
  parseControl,
} from './bridgeProtocol.js';
import { CreditedReader } from './creditedReader.js';
import { CreditedWriter } from './creditedWriter.js';
import { bridgeTargetOf, requireBridgeUrl } from './bridgeUrl.js';
import { globalWebSocket, type WebSocketConstructor, type WebSocketLike } from './webSocketLike.js';

/** The options of `webSocketDuplex`. */
export interface WebSocketDuplexOptions {
  /** The class of the WebSocket, such as that of the package `ws`. Default: the global one of browsers and of Node from version 22 on. */
  webSocket?: WebSocketConstructor | undefined;
  /**
   * The maximum number of bytes that the bridge has sent and `chunk$` has not emitted, also before the subscription and while the duplex is paused.
   * 65,536 to 4,194,304, default 262,144.
   */
  windowBytes?: number | undefined;
  /** The timeout of the WebSocket and the bridge's connection to the node together, in milliseconds. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /** The `address` of the duplex. Default: the last part of the URL's path, the node's `HOST:PORT`. */
  address?: string | undefined;
  /** The scheduler of the timeouts. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Opens a connection from a page in a browser to a node, through `rxpeer bridge`. The WebSocket opens at the call; chunks that are
 * written before the connection exists wait.
 *
 * The bridge sees the bytes of the connection. Give `createPeer` the option `transport: 'v2'`: then they are encrypted, and `peer.transport.sessionId`
 * equals that of the node unless an interceptor between the two decrypts it. Without the option an outbound peer over a duplex speaks v1, in plain text.
 *
 * Bounds: `windowBytes` received; 256 KiB sent that the node has not accepted. Further chunks wait in this duplex: `write` returns false until `drain$`.
 * `done(true)` means that the bridge has room for the chunk.
 *
 * `chunk$` completes when the node ends its side. It errors with TransportError `CONNECT_FAILED` (the bridge cannot be reached, refuses, or cannot
 * connect to the node; browsers hide which of the first two), TransportError `CONNECTION_LOST`, or PeerTimeoutError `CONNECT_TIMEOUT`. Errors at the call
 * with LocalProtocolError `INVALID_OPTION`.
 *
 * @param url the URL that the bridge printed: `ws://127.0.0.1:8445/TOKEN/HOST:PORT`
 *
 * @example
 * const peer = createPeer(webSocketDuplex(url), { network: bitcoin.regtest, transport: 'v2' });
 * peer.start();
 */
export function webSocketDuplex(url: string, options: WebSocketDuplexOptions = {}): Duplex {
  const { connectTimeoutMs, windowBytes, webSocket = globalWebSocket() } = options;
  const parsed = requireBridgeUrl(url);
  requireInteger('windowBytes', windowBytes, MAX_DATA_BYTES, MAX_CREDIT_BYTES);
  requireInteger('connectTimeoutMs', connectTimeoutMs, 1, MAX_DELAY_MS);
  requireFunction('webSocket', webSocket);
  if (webSocket === undefined) {
    invalidOption('webSocket', 'this platform has no WebSocket: give a class, such as WebSocket of the package ws');
  }
  return new WebSocketDuplex(webSocket, parsed, options);
}

/**
 * The states: `Connecting` until the first credit of the bridge, `Open`, `Flushing` after `close({ flushTimeoutMs })` while chunks wait for credit,
 * `Ended` after the end of the node, a failure, or `close()`.
 */
type State = 'Connecting' | 'Open' | 'Flushing' | 'Ended';

class WebSocketDuplex implements Duplex {
  readonly direction = 'outbound';
  readonly address: string;
  readonly chunk$: Observable<Uint8Array>;
  readonly drain$: Observable<void>;
  private readonly reader: CreditedReader;
  private readonly writer: CreditedWriter;
  private readonly scheduler: SchedulerLike;
  private readonly bridge: string;
  private socket: WebSocketLike | undefined;
  private state: State = 'Connecting';
  private timer: Subscription;

  constructor(webSocket: WebSocketConstructor, url: URL, options: WebSocketDuplexOptions) {
    const { connectTimeoutMs = 30_000, scheduler = asyncScheduler, windowBytes = DEFAULT_WINDOW_BYTES } = options;
    this.address = options.address ?? bridgeTargetOf(url);
    // Without the path, which contains the token.
    this.bridge = `${url.protocol}//${url.host}`;
    this.scheduler = scheduler;
    this.reader = new CreditedReader(windowBytes, (bytes) => {
      // After the end no credit can be granted; while flushing, the bytes of the node are discarded.
      if (this.state === 'Connecting' || this.state === 'Open') this.sendCredit(bytes);
    });
    // A copy, not `slice`: that of a Buffer of Node is a view.
    this.writer = new CreditedWriter((piece) => this.socket?.send(new Uint8Array(piece).buffer));
    this.chunk$ = this.reader.chunk$;
    this.drain$ = this.writer.drain$;
    this.timer = scheduler.schedule(() => this.onLate(connectTimeoutMs), connectTimeoutMs);
    try {
      this.socket = this.open(new webSocket(url.href, BRIDGE_PROTOCOL));
    } catch (cause) {
      // A page that was loaded by HTTPS may not open ws: URLs of other machines (mixed content).
      this.fail('CONNECT_FAILED', `${this.failure}: the browser refuses ${this.bridge}: ${errorReason(cause)}`, cause);
    }
  }

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    if (this.state !== 'Flushing') return this.writer.write(chunk, done);
    done?.(false);
    return true;
  }

  pause(): void {
    this.reader.setPaused(true);
  }

  resume(): void {
    this.reader.setPaused(false);
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number } = {}): void {
    if (this.state === 'Ended' || this.state === 'Flushing') {
      this.reader.stop();
      if (flushTimeoutMs <= 0) this.end(NORMAL_CODE);
      return;
    }
    if (flushTimeoutMs > 0 && !this.writer.isEmpty) {
      this.state = 'Flushing';
      this.timer.unsubscribe();
      this.timer = this.scheduler.schedule(() => this.end(NORMAL_CODE), flushTimeoutMs);
      this.reader.stop();
      return;
    }
    this.end(NORMAL_CODE);
    this.reader.stop();
  }

  private get failure(): string {
    return `no connection to ${this.address}`;
  }

  private open(socket: WebSocketLike): WebSocketLike {
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.onOpen(socket));
    socket.addEventListener('message', ({ data }) => this.onMessage(data));
    socket.addEventListener('close', ({ code, reason }) => this.onClose(code, reason));
    // A close event follows, which is where the failure is reported; without a listener the package ws would throw.
    socket.addEventListener('error', () => undefined);
    return socket;
  }

  private onOpen({ protocol }: WebSocketLike): void {
    if (this.state === 'Ended') return;
    if (protocol === BRIDGE_PROTOCOL) this.reader.begin();
    else {
      const fact = `${this.failure}: ${this.bridge} is no rxpeer bridge: it speaks the subprotocol ${show(protocol)}`;
      this.fail('CONNECT_FAILED', `${fact}, not ${BRIDGE_PROTOCOL}`);
    }
  }

  private onMessage(data: unknown): void {
    if (this.state === 'Ended') return;
    if (typeof data !== 'string') {
      if (!this.reader.push(new Uint8Array(data as ArrayBuffer))) this.failByRule('bytes that were not granted');
      return;
    }
    const control = parseControl(data);
    switch (control?.kind) {
      case 'credit':
        this.onCredit(control.bytes);
        break;
      case 'end':
        this.end(NORMAL_CODE);
        this.reader.end({});
        break;
      case 'failed':
        this.fail(control.code, control.text);
        break;
      case undefined:
        this.failByRule(`the control ${show(data)}`);
    }
  }

  private onCredit(bytes: number): void {
    if (this.writer.credit + bytes > MAX_CREDIT_BYTES) {
      this.failByRule('more credit than allowed');
      return;
    }
    if (this.state === 'Connecting') {
      this.state = 'Open';
      this.timer.unsubscribe();
    }
    this.writer.grant(bytes);
    if (this.state === 'Flushing' && this.writer.isEmpty) this.end(NORMAL_CODE);
  }

  private onClose(code = 0, reason = ''): void {
    if (this.state === 'Connecting') {
      const advice = `it is not running, or refuses the origin of the page, the token or the node. Open the URL with http instead of ws to see which`;
      this.fail('CONNECT_FAILED', `${this.failure} through ${this.bridge} (close code ${code}): ${advice}`);
      return;
    }
    const text = reason === '' ? '' : ` and the reason ${show(reason)}`;
    this.fail(
      'CONNECTION_LOST',
      `connection to ${this.address} lost: the bridge ended it with close code ${code}${text}`,
    );
  }

  private onLate(timeoutMs: number): void {
    const text = `${this.failure} through ${this.bridge} within ${timeoutMs} ms`;
    this.endWith(new PeerTimeoutError('CONNECT_TIMEOUT', text, timeoutMs), NORMAL_CODE);
  }

  private failByRule(what: string): void {
    const text = `connection to ${this.address} lost: the bridge sent ${what}`;
    this.endWith(new TransportError('CONNECTION_LOST', text), BROKEN_RULE_CODE);
  }

  private fail(code: 'CONNECT_FAILED' | 'CONNECTION_LOST', text: string, cause?: unknown): void {
    this.endWith(new TransportError(code, text, cause === undefined ? {} : { cause }), NORMAL_CODE);
  }

  private endWith(error: Error, closeCode: number): void {
    if (this.state === 'Ended') return;
    this.end(closeCode);
    this.reader.end({ error });
  }

  private end(closeCode: number): void {
    if (this.state === 'Ended') return;
    this.state = 'Ended';
    this.timer.unsubscribe();
    this.writer.end();
    // Pages may use 1000 and 3000 to 4999 only (WebSockets Standard, close).
    this.socket?.close(closeCode === NORMAL_CODE ? NORMAL_CODE : 3000 + closeCode);
  }

  private sendCredit(bytes: number): void {
    this.socket?.send(formatControl({ kind: 'credit', bytes }));
  }
}
