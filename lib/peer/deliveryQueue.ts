import type { PeerClock } from './peerClock.js';

/**
 * Keeps wire order under re-entrance: while a message is delivered, what its receivers cause waits. What they send goes out as
 * soon as that message has reached everybody (`soon`), a chunk that a synchronous transport brings meanwhile comes after the one
 * under way (`later`).
 */
export class DeliveryQueue {
  private busy = false;
  // Made when something has to wait.
  private soonTasks: (() => void)[] | undefined;
  private laterTasks: (() => void)[] | undefined;

  /** @param clock stands still while tasks run */
  constructor(private readonly clock: Pick<PeerClock, 'stop' | 'goOn'>) {}

  /** True while a task runs. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** Runs the task now, or, within another, at the next `settle`. */
  afterMessage(task: () => void): void {
    if (this.busy) (this.soonTasks ??= []).push(task);
    else this.run(task);
  }

  /** Runs the task now, or, within another, when that and all that is due soon has run. */
  afterChunk(task: () => void): void {
    if (this.busy) (this.laterTasks ??= []).push(task);
    else this.run(task);
  }

  /** Runs what is due soon: called between two messages of one chunk. */
  flush(): void {
    if (this.soonTasks === undefined) return;
    for (let task = this.soonTasks.shift(); task !== undefined; task = this.soonTasks.shift()) task();
    this.soonTasks = undefined;
  }

  private run(task: () => void): void {
    this.busy = true;
    this.clock.stop();
    try {
      let next: (() => void) | undefined = task;
      while (next !== undefined) {
        next();
        this.flush();
        next = this.nextLater();
      }
    } finally {
      this.clock.goOn();
      this.busy = false;
    }
  }

  private nextLater(): (() => void) | undefined {
    const next = this.laterTasks?.shift();
    if (this.laterTasks?.length === 0) this.laterTasks = undefined;
    return next;
  }
}
