import type { NatsClient } from '../natsConnection.js';

/**
 * Whether a client is connected, as its status events say.
 *
 * States: connected, disconnected (the client tries to connect again), closed. `whenConnected` waits in the second one.
 */
export class NatsLink {
  isConnected = true;
  reconnects = 0;
  private isStopped = false;
  private waiting: (() => void)[] = [];

  /** @param onConnected called after each reconnection */
  constructor(
    private readonly connection: Pick<NatsClient, 'status' | 'isClosed'>,
    private readonly onConnected: () => void,
  ) {
    void this.follow();
  }

  /** Resolves when the client is connected, or when nothing will be sent anymore. */
  whenConnected(): Promise<void> {
    if (this.isConnected || this.isStopped) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  stop(): void {
    this.isStopped = true;
    this.release();
  }

  private async follow(): Promise<void> {
    for await (const { type } of this.connection.status()) {
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
