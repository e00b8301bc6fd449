/**
 * Detects by pings that a page no longer answers. Time is counted in ticks of the server, five per second, so that the time for which a
 * machine was suspended does not count.
 *
 *     message --(50 ticks)--> ping --(50)--> ping --(50)--> drop
 *       ▲
 *       └──── every pong and every request of the page
 */
export class PageLiveness {
  private silentTicks = 0;

  /** Call when the page has sent a pong or a request. */
  onMessage(): void {
    this.silentTicks = 0;
  }

  /** Call at each tick. Returns what the server has to do: send a ping, drop the connection, or nothing. */
  onTick(): 'ping' | 'drop' | undefined {
    this.silentTicks += 1;
    if (this.silentTicks >= MAX_SILENT_TICKS) return 'drop';
    return this.silentTicks % PING_INTERVAL_TICKS === 0 ? 'ping' : undefined;
  }
}

/** Ticks between two pings: 10 s. */
export const PING_INTERVAL_TICKS = 50;
/** Ticks without a message of the page after which it is dropped: 30 s. */
export const MAX_SILENT_TICKS = 150;
