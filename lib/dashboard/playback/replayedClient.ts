import type { NatsClient } from '../../export/nats/natsConnection.js';

type Subscribe = NatsClient['subscribe'];
type Callback = NonNullable<NonNullable<Parameters<Subscribe>[1]>['callback']>;

/**
 * A connection that delivers stored messages to `fromNats`, as if they came from the server. Messages that are published to it are
 * dropped: a stored monitor cannot be asked for its state.
 */
export class ReplayedClient {
  private readonly callbacks = new Set<Callback>();
  private isEnded = false;

  /** As `fromNats` needs it; it calls nothing else without `correctClocks`. */
  get connection(): NatsClient {
    return this as unknown as NatsClient;
  }

  deliver(message: { readonly subject: string; readonly data: Uint8Array }): void {
    for (const callback of this.callbacks) void callback(null, message as Parameters<Callback>[1]);
  }

  subscribe(_subject: string, { callback }: { callback: Callback }): { unsubscribe: () => void } {
    this.callbacks.add(callback);
    return { unsubscribe: () => this.callbacks.delete(callback) };
  }

  publish(): void {
    // A stored monitor cannot answer.
  }

  isClosed(): boolean {
    return this.isEnded;
  }

  closed(): Promise<void> {
    return new Promise(() => undefined);
  }

  end(): void {
    this.isEnded = true;
  }
}
