import type { Message } from '../../messages/table.js';

/** An open request whose answers do not identify it. */
export interface Waiter {
  /** True if the message may answer the request. */
  matches(message: Message): boolean;
  /** True if the message answers this request rather than another one of the same kind. */
  matchesExactly?(message: Message): boolean;
}

/**
 * Assigns each message to one of the open requests of one kind: to a request that it matches exactly, or otherwise to the oldest request
 * that it matches.
 */
export class AnswerQueue {
  // A Set iterates in the order in which the requests were sent.
  private readonly waiters = new Set<Waiter>();
  private last: { readonly message: Message; readonly recipient: Waiter | undefined } | undefined;

  add(waiter: Waiter): void {
    this.waiters.add(waiter);
  }

  delete(waiter: Waiter): void {
    this.waiters.delete(waiter);
  }

  /** True if the message is assigned to the waiter. Cached per message, so all waiters get the same result although the first may be removed. */
  isFor(waiter: Waiter, message: Message): boolean {
    if (this.last?.message !== message) this.last = { message, recipient: this.recipientOf(message) };
    return this.last.recipient === waiter;
  }

  private recipientOf(message: Message): Waiter | undefined {
    const candidates = [...this.waiters].filter((waiter) => waiter.matches(message));
    return candidates.find((waiter) => waiter.matchesExactly?.(message)) ?? candidates[0];
  }
}
