import type { Message } from '../../messages/table.js';

/** An open request whose answers do not name it. */
export interface Waiter {
  /** True for a message that may answer it. */
  fits(message: Message): boolean;
  /** True for one that answers it rather than any other of its kind. */
  fitsBest?(message: Message): boolean;
}

/** Says which of the open requests of one kind a message answers: the one that it fits best, else the first that was asked. */
export class AnswerQueue {
  // A Set keeps the order of asking.
  private readonly waiters = new Set<Waiter>();
  private last: { readonly message: Message; readonly taker: Waiter | undefined } | undefined;

  add(waiter: Waiter): void {
    this.waiters.add(waiter);
  }

  delete(waiter: Waiter): void {
    this.waiters.delete(waiter);
  }

  /** Asked by each waiter at each message: the answer is the same for all, even when the taker leaves meanwhile. */
  isFor(waiter: Waiter, message: Message): boolean {
    if (this.last?.message !== message) this.last = { message, taker: this.takerOf(message) };
    return this.last.taker === waiter;
  }

  private takerOf(message: Message): Waiter | undefined {
    const fitting = [...this.waiters].filter((waiter) => waiter.fits(message));
    return fitting.find((waiter) => waiter.fitsBest?.(message)) ?? fitting[0];
  }
}
