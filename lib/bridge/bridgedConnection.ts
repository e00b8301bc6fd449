import { interval, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { RawData, WebSocket } from 'ws';
import type { Duplex } from '../base/duplex.js';
import { toPeerError } from '../base/errors.js';
import { IdleTimer } from '../base/idleTimer.js';
import { Queue } from '../collections/queue.js';
import {
  BROKEN_RULE_CODE,
  DEFAULT_WINDOW_BYTES,
  formatControl,
  MAX_CREDIT_BYTES,
  MAX_DATA_BYTES,
  NORMAL_CODE,
  parseControl,
  type BridgeControl,
  type BridgeFailureCode,
} from '../transport/bridgeProtocol.js';

/** Reading from the node stops at this number of bytes that were passed to the WebSocket and that the operating system has not accepted. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** The maximum number of bytes for the node that its socket has not accepted: the credit of the page. */
const PAGE_WINDOW_BYTES = DEFAULT_WINDOW_BYTES;
/** The time in which the node has to accept the remaining bytes of a page that has closed. */
const FLUSH_TIMEOUT_MS = 5000;
/** A page that has not answered a ping when the next ping is due counts as disconnected. */
const PING_INTERVAL_MS = 30_000;

/** The options of BridgedConnection. */
export interface BridgedConnectionOptions {
  /** Connects to the node; emits once. */
  dial$: Observable<Duplex>;
  /** The time without a byte in either direction after which both sides are closed. */
  idleTimeoutMs: number;
  scheduler: SchedulerLike;
}

/**
 * One connection of a bridge: the WebSocket of a page and the socket of a node. lib/transport/bridgeProtocol.ts defines the messages. The
 * bytes are passed on without being examined.
 *
 * The states: *dialling* until the node is connected; *open*; *draining* after the node has ended or failed, until the page has granted
 * enough credit for the remaining bytes, at most until the idle timeout; *closed*.
 *
 * Memory for the bytes of the node: one read of its socket (1 MiB) and MAX_BUFFERED_BYTES, because the socket is paused while bytes wait.
 * Memory for the bytes of the page: PAGE_WINDOW_BYTES, because a page that sends more than it was granted is closed.
 */
export class BridgedConnection {
  private readonly subscription = new Subscription();
  private readonly idleTimer: IdleTimer;
  private node: Duplex | undefined;
  /** Chunks that were read from the node and not yet sent to the page. */
  private readonly waiting = new Queue<Uint8Array>();
  private isNodePaused = false;
  /** The control that is sent to the page after the chunks in `waiting`. */
  private lastControl: BridgeControl | undefined;
  /** The number of bytes that we may send to the page. */
  private creditBytes = 0;
  /** The number of bytes that the page may send to us. */
  private pageCreditBytes = 0;
  /** The number of bytes that the node's socket has accepted and that were not granted to the page again. */
  private writtenBytes = 0;
  private isPageAlive = true;
  private isClosed = false;

  constructor(
    private readonly page: WebSocket,
    private readonly options: BridgedConnectionOptions,
  ) {
    const { idleTimeoutMs, scheduler } = options;
    this.idleTimer = new IdleTimer(idleTimeoutMs, scheduler, () => this.onIdle());
  }

  start(): void {
    const { page } = this;
    const { dial$, scheduler } = this.options;
    page.on('message', (data, isBinary) => this.onMessage(data, isBinary));
    page.on('pong', () => (this.isPageAlive = true));
    page.on('error', () => page.terminate());
    page.on('close', () => this.close());
    this.idleTimer.start();
    this.subscription.add(() => this.idleTimer.stop());
    this.subscription.add(interval(PING_INTERVAL_MS, scheduler).subscribe(() => this.onPing()));
    this.subscription.add(
      dial$.subscribe({
        next: (node) => this.onConnected(node),
        error: (error: unknown) => this.fail('CONNECT_FAILED', toPeerError(error, 'the connection').message),
      }),
    );
  }

  private onPing(): void {
    if (this.isPageAlive) this.page.ping();
    else this.page.terminate();
    this.isPageAlive = false;
  }

  /** Drops the bytes for a page that grants no credit. */
  private onIdle(): void {
    const text = `the bridge closed the connection: no byte in either direction for ${this.options.idleTimeoutMs} ms`;
    this.finish(this.lastControl ?? { kind: 'failed', code: 'CONNECTION_LOST', text });
  }

  /** Closes the node's side when the bytes that the page has sent are written. Called when the WebSocket has closed. */
  private close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.subscription.unsubscribe();
    this.waiting.clear();
    this.node?.close({ flushTimeoutMs: FLUSH_TIMEOUT_MS });
  }

  private onConnected(node: Duplex): void {
    this.node = node;
    this.pageCreditBytes = PAGE_WINDOW_BYTES;
    this.control({ kind: 'credit', bytes: PAGE_WINDOW_BYTES });
    this.subscription.add(
      node.chunk$.subscribe({
        next: (chunk) => this.onChunk(chunk),
        error: (error: unknown) => this.onNodeLost(error),
        complete: () => this.endWith({ kind: 'end' }),
      }),
    );
  }

  private onNodeLost(error: unknown): void {
    // Without a socket there is nothing to flush.
    this.node?.close();
    this.node = undefined;
    this.fail('CONNECTION_LOST', toPeerError(error, 'the connection').message);
  }

  private onChunk(chunk: Uint8Array): void {
    this.idleTimer.renew();
    // The socket reuses the buffer of the chunk, and the WebSocket keeps the bytes until they are written. Not `slice`: that of a Buffer of Node is a view.
    this.waiting.push(new Uint8Array(chunk));
    this.sendWaiting();
  }

  private onMessage(data: RawData, isBinary: boolean): void {
    this.isPageAlive = true;
    if (isBinary) this.onBytes(data as Buffer);
    else {
      const control = parseControl((data as Buffer).toString('utf8'));
      if (control?.kind !== 'credit') this.closeByRule('unknown control');
      else if (this.creditBytes + control.bytes > MAX_CREDIT_BYTES) this.closeByRule('too much credit');
      else {
        this.creditBytes += control.bytes;
        this.sendWaiting();
      }
    }
  }

  private onBytes(bytes: Uint8Array): void {
    if (bytes.length > this.pageCreditBytes) {
      this.closeByRule('bytes that were not granted');
      return;
    }
    this.pageCreditBytes -= bytes.length;
    this.idleTimer.renew();
    // The connection to the node was lost, and some of its bytes still wait for the page.
    this.node?.write(bytes, (isWritten) => {
      if (isWritten && !this.isClosed) this.onWritten(bytes.length);
    });
  }

  private onWritten(bytes: number): void {
    this.writtenBytes += bytes;
    // A page that has used its whole credit gets new credit, because all of its bytes will be written sooner or later.
    if (this.writtenBytes < PAGE_WINDOW_BYTES / 2) return;
    this.pageCreditBytes += this.writtenBytes;
    this.control({ kind: 'credit', bytes: this.writtenBytes });
    this.writtenBytes = 0;
  }

  private sendWaiting(): void {
    const { page, waiting } = this;
    while (waiting.size > 0 && this.creditBytes > 0 && page.bufferedAmount < MAX_BUFFERED_BYTES) {
      this.sendPiece(waiting.first()!);
    }
    const mustPause = waiting.size > 0;
    if (mustPause !== this.isNodePaused) {
      this.isNodePaused = mustPause;
      if (mustPause) this.node?.pause();
      else this.node?.resume();
    }
    if (!mustPause && this.lastControl !== undefined) this.finish(this.lastControl);
  }

  /** Sends as many bytes of the first chunk as the credit allows. */
  private sendPiece(chunk: Uint8Array): void {
    const { page, waiting } = this;
    const bytes = Math.min(chunk.length, this.creditBytes, MAX_DATA_BYTES);
    this.creditBytes -= bytes;
    if (bytes === chunk.length) waiting.shift();
    else waiting.replaceFirst(chunk.subarray(bytes));
    page.send(chunk.subarray(0, bytes), { binary: true }, (error) => {
      if (!error && !this.isClosed) this.sendWaiting();
    });
  }

  private fail(code: BridgeFailureCode, text: string): void {
    this.endWith({ kind: 'failed', code, text });
  }

  /** Ends the connection with this control, after the waiting bytes. */
  private endWith(control: BridgeControl): void {
    this.lastControl = control;
    this.sendWaiting();
  }

  private finish(control: BridgeControl): void {
    this.control(control);
    this.page.close(NORMAL_CODE);
    this.close();
  }

  private closeByRule(reason: string): void {
    this.page.close(BROKEN_RULE_CODE, reason);
    this.close();
  }

  private control(control: BridgeControl): void {
    this.page.send(formatControl(control));
  }
}
