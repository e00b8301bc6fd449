/** A clock that is frozen during a delivery. */
export interface FreezableClock {
  freeze(): void;
  resume(): void;
}

/**
 * Keeps wire order when deliveries cause further deliveries. Only one task runs at a time; tasks that are added meanwhile are queued:
 *
 * - `afterMessage` tasks run when the current message was delivered to all conversations and subscribers, before the next message of the same
 *   chunk. Sent messages, timers and pauses are such tasks.
 * - `afterChunk` tasks run when the current chunk is done and no `afterMessage` task is left. A chunk that a synchronous transport
 *   delivers in the middle of another one is such a task.
 *
 * The callers bound the queues: the send budget bounds the messages, and a transport has at most one chunk in progress.
 */
export class DeliveryQueue {
  private busy = false;
  // Allocated when a task has to wait, which never happens in most peers.
  private messageTasks: (() => void)[] | undefined;
  private chunkTasks: (() => void)[] | undefined;

  /** @param clock frozen while tasks run, so that everything a chunk causes carries the chunk's time */
  constructor(private readonly clock?: FreezableClock) {}

  /** True while a task runs. */
  get isBusy(): boolean {
    return this.busy;
  }

  /** Runs the task now, or at the next `flush` if another task is running. */
  afterMessage(task: () => void): void {
    if (this.busy) (this.messageTasks ??= []).push(task);
    else this.run(task);
  }

  /** Runs the task now, or when the running task and all `afterMessage` tasks are done. */
  afterChunk(task: () => void): void {
    if (this.busy) (this.chunkTasks ??= []).push(task);
    else this.run(task);
  }

  /** Runs the `afterMessage` tasks: called between two messages of one chunk. */
  flush(): void {
    if (this.messageTasks === undefined) return;
    for (let task = this.messageTasks.shift(); task !== undefined; task = this.messageTasks.shift()) task();
    this.messageTasks = undefined;
  }

  private run(task: () => void): void {
    this.busy = true;
    this.clock?.freeze();
    try {
      let next: (() => void) | undefined = task;
      while (next !== undefined) {
        next();
        this.flush();
        next = this.nextChunkTask();
      }
    } finally {
      this.clock?.resume();
      this.busy = false;
    }
  }

  private nextChunkTask(): (() => void) | undefined {
    const next = this.chunkTasks?.shift();
    if (this.chunkTasks?.length === 0) this.chunkTasks = undefined;
    return next;
  }
}
