import { TestScheduler } from 'rxjs/testing';

/**
 * A TestScheduler whose time goes on step by step, so that a test can look at the peer in between, and outside of `run`, so that
 * promises settle.
 */
export class VirtualTime extends TestScheduler {
  constructor() {
    super(() => undefined);
    this.maxFrames = 0;
  }

  /** Lets this much time go by, and runs what is due. */
  advance(ms: number): void {
    this.maxFrames = this.frame + ms;
    this.flush();
    this.frame = this.maxFrames;
  }
}

/** Lets promises settle, and what waits for the next turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
