/**
 * Watches whether a page still reads, counted in turns of the server (five a second), so that a suspended machine does not count its
 * sleep.
 *
 *     heard --(50 turns)--> ping --(50)--> ping --(50)--> drop
 *       ▲  
 *       └──── every pong and every message of the page
 */
export class PageLiveness {
  private silentTurns = 0;

  /** The page has sent something: a pong, or a question. */
  heard(): void {
    this.silentTurns = 0;
  }

  /** Call once a turn. What to do now: send a ping, drop the connection, or nothing. */
  turn(): 'ping' | 'drop' | undefined {
    this.silentTurns += 1;
    if (this.silentTurns >= MAX_SILENT_TURNS) return 'drop';
    return this.silentTurns % PING_TURNS === 0 ? 'ping' : undefined;
  }
}

/** Turns between two pings: 10 s. */
export const PING_TURNS = 50;
/** Turns without a sign of the page after which it is dropped: 30 s. */
export const MAX_SILENT_TURNS = 150;
