import type { NatsClient } from '../natsConnection.js';

/**
 * Whether a client is connected, according to its status events.
 *
 * States: connected, disconnected (the client tries to connect again), closed. `whenConnected` waits in the second one.
 */
export class NatsLink {
  isConnected = true;
  reconnects = 0;
  private isStopped = false;
  private waiting: (() => void)[] = [];
  private readonly statuses: ReturnType<NatsClient['status']>;

  /** @param onConnected called after each reconnection */
  constructor(
    connection: Pick<NatsClient, 'status' | 'isClosed'>,
    private readonly onConnected: () => void,
  ) {
    this.statuses = connection.status();
    void this.follow();
  }

  /** Resolves when the client is connected, or when it will never send again. */
  whenConnected(): Promise<void> {
    if (this.isConnected || this.isStopped) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  stop(): void {
    this.isStopped = true;
    // The client keeps the iterator until it is stopped, which its type does not show (nats.js, queued_iterator.ts).
    (this.statuses as { stop?: () => void }).stop?.();
    this.release();
  }

  private async follow(): Promise<void> {
    for await (const { type } of this.statuses) {
      if (this.isStopped) return;
      if (type === 'disconnect' || type === 'staleConnection') this.isConnected = false;
      if (type === 'reconnect') this.connected();
    }
    this.stop();
  }

  private connected(): void {
    this.isConnected = true;
    this.reconnects += 1;
    this.release();
    this.onConnected();
  }

  private release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
