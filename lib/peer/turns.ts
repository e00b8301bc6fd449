import type { PeerClock } from './peerClock.js';

/**
 * Keeps wire order under re-entrance: while a message is delivered, what its receivers cause waits. What they send goes out as
 * soon as that message has reached everybody (`soon`), a chunk that a synchronous transport brings meanwhile comes after the one
 * under way (`later`).
 */
export class Turns {
  private busy = false;
  private readonly soonTasks: (() => void)[] = [];
  private readonly laterTasks: (() => void)[] = [];

  /** @param clock stands still while tasks run */
  constructor(private readonly clock: Pick<PeerClock, 'stop' | 'goOn'>) {}

  /** True while a task runs. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** Runs the task now, or, within another, at the next `settle`. */
  soon(task: () => void): void {
    this.soonTasks.push(task);
    this.run();
  }

  /** Runs the task now, or, within another, when that and all that is due soon has run. */
  later(task: () => void): void {
    this.laterTasks.push(task);
    this.run();
  }

  /** Runs what is due soon: called between two messages of one chunk. */
  settle(): void {
    for (let task = this.soonTasks.shift(); task !== undefined; task = this.soonTasks.shift()) task();
  }

  private run(): void {
    if (this.busy) return;
    this.busy = true;
    this.clock.stop();
    try {
      do {
        this.settle();
        this.laterTasks.shift()?.();
      } while (this.soonTasks.length > 0 || this.laterTasks.length > 0);
    } finally {
      this.clock.goOn();
      this.busy = false;
    }
  }
}
