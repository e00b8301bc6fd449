import type { Msg, MsgHdrs, Status } from '@nats-io/nats-core';
import type { NatsClient } from '../../../lib/nats.js';

/** A message that a client published. */
export interface FakeMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: MsgHdrs;
}

interface FakeSubscription {
  readonly tokens: readonly string[];
  readonly callback: (error: Error | null, message: Msg) => void;
}

const encoder = new TextEncoder();

/** A server in memory: messages are delivered at `publish`, so a spec needs no waiting. */
export class FakeNats {
  readonly clients: FakeClient[] = [];
  /** Everything that reached the server. */
  readonly messages: FakeMessage[] = [];

  client(): FakeClient {
    const client = new FakeClient(this);
    this.clients.push(client);
    return client;
  }

  deliver(message: FakeMessage): void {
    this.messages.push(message);
    for (const client of this.clients) client.receive(message);
  }

  /** The subjects of all messages. */
  subjects(): string[] {
    return this.messages.map(({ subject }) => subject);
  }
}

/** A client whose connection a spec controls. It behaves like nats.js 3.4: what is published while it is disconnected is lost. */
export class FakeClient {
  maxPayload = 1024 * 1024;
  /** True: flushes are confirmed at once; false: they wait for `confirm`, as with a frozen server. */
  confirms = true;
  flushes = 0;
  isConnected = true;
  /** Messages that were published while there was no server. */
  lost = 0;
  private readonly subscriptions = new Set<FakeSubscription>();
  private readonly statuses = new Set<FakeStatuses>();
  private waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private endConnection: (error?: Error) => void = () => undefined;
  private hasEnded = false;
  private readonly ended = new Promise<Error | undefined>((resolve) => {
    this.endConnection = (error) => resolve(error);
  });

  constructor(private readonly server: FakeNats) {}

  /** The client as the library sees it. */
  get connection(): NatsClient {
    return this as unknown as NatsClient;
  }

  get info(): { max_payload: number } | undefined {
    return this.isConnected ? { max_payload: this.maxPayload } : undefined;
  }

  /** The number of open subscriptions. */
  get subscriptionCount(): number {
    return this.subscriptions.size;
  }

  /** The number of iterators of `status()` that are not stopped. */
  get statusListeners(): number {
    return this.statuses.size;
  }

  publish(subject: string, payload: Uint8Array | string = '', { headers }: { headers?: MsgHdrs } = {}): void {
    if (this.hasEnded) throw new Error('closed connection');
    const data = typeof payload === 'string' ? encoder.encode(payload) : payload.slice();
    const size =
      data.length + (headers === undefined ? 0 : (headers as unknown as { encode(): Uint8Array }).encode().length);
    if (size > this.maxPayload) throw new Error(`payload of ${size} bytes, max_payload ${this.maxPayload}`);
    if (!this.isConnected) {
      this.lost += 1;
      return;
    }
    this.server.deliver(headers === undefined ? { subject, data } : { subject, data, headers });
  }

  flush(): Promise<void> {
    this.flushes += 1;
    if (this.hasEnded) return Promise.reject(new Error('closed connection'));
    if (this.confirms && this.isConnected) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  /** The server answers all flushes. */
  confirm(): void {
    for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  subscribe(subject: string, { callback }: { callback: FakeSubscription['callback'] }): { unsubscribe(): void } {
    const subscription = { tokens: subject.split('.'), callback };
    this.subscriptions.add(subscription);
    return { unsubscribe: () => this.subscriptions.delete(subscription) };
  }

  /** Reports an error of each subscription, such as a missing permission. */
  failSubscriptions(error: Error): void {
    for (const { callback } of this.subscriptions) callback(error, {} as Msg);
  }

  receive(message: FakeMessage): void {
    if (!this.isConnected) return;
    for (const { callback, tokens } of [...this.subscriptions]) {
      if (matches(tokens, message.subject.split('.'))) callback(null, message as unknown as Msg);
    }
  }

  status(): FakeStatuses {
    const statuses: FakeStatuses = new FakeStatuses(() => this.statuses.delete(statuses));
    this.statuses.add(statuses);
    return statuses;
  }

  /** The connection is lost. Open flushes fail with the first attempt to connect again, as in nats.js (protocol.ts, prepare). */
  disconnect(): void {
    this.isConnected = false;
    this.emit({ type: 'disconnect', server: 'fake' });
    setImmediate(() => this.rejectFlushes());
  }

  reconnect(): void {
    this.rejectFlushes();
    this.isConnected = true;
    this.emit({ type: 'reconnect', server: 'fake' });
  }

  /** As the user's `close()`. */
  close(error?: Error): void {
    this.hasEnded = true;
    this.isConnected = false;
    for (const { reject } of this.waiting.splice(0)) reject(new Error('closed connection'));
    for (const statuses of [...this.statuses]) statuses.stop();
    this.endConnection(error);
  }

  closed(): Promise<Error | undefined> {
    return this.ended;
  }

  isClosed(): boolean {
    return this.hasEnded;
  }

  private rejectFlushes(): void {
    for (const { reject } of this.waiting.splice(0)) reject(new Error('connection disconnected'));
  }

  private emit(status: Status): void {
    for (const statuses of this.statuses) statuses.push(status);
  }
}

/** The iterator of `status()`, which nats.js lets its user stop. */
class FakeStatuses implements AsyncIterable<Status> {
  private readonly queue: Status[] = [];
  private isStopped = false;
  private wake: () => void = () => undefined;

  constructor(private readonly onStop: () => void) {}

  push(status: Status): void {
    this.queue.push(status);
    this.wake();
  }

  stop(): void {
    this.isStopped = true;
    this.onStop();
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Status> {
    while (!this.isStopped) {
      const status = this.queue.shift();
      if (status !== undefined) yield status;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

function matches(pattern: readonly string[], tokens: readonly string[]): boolean {
  return pattern.length === tokens.length && pattern.every((token, i) => token === '*' || token === tokens[i]);
}

/** Lets promises and their callbacks run. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
