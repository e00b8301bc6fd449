import { Observable, type Subscriber } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/**
 * What a Subject is to its subscribers, for those who tell much to few: a Subject makes two closures for each value, half of what it costs to
 * tell it. Nothing is made before somebody asks: most streams of most peers nobody ever looks at.
 */
export class HotStream<T> {
  private asked$: Observable<T> | undefined;
  /** Undefined while there are none. */
  private subscribers: Set<Subscriber<T>> | undefined;
  /** Those that a value goes to: who comes or goes while it is told changes nothing of that. Made anew behind each change. */
  private told: readonly Subscriber<T>[] | undefined;
  private isOver = false;

  get value$(): Observable<T> {
    // Not a Subject: see above.
    this.asked$ ??= new Observable((subscriber) => this.join(subscriber));
    return this.asked$;
  }

  /** Whether it is worth making what would be told. */
  get observed(): boolean {
    return this.subscribers !== undefined;
  }

  next(value: T): void {
    if (this.subscribers === undefined) return;
    const told = (this.told ??= [...this.subscribers]);
    for (let i = 0; i < told.length; i++) guardedNext(told[i]!, value);
  }

  complete(): void {
    this.isOver = true;
    for (const subscriber of this.subscribers ?? []) guardedComplete(subscriber);
  }

  private join(subscriber: Subscriber<T>): (() => void) | undefined {
    if (this.isOver) {
      subscriber.complete();
      return undefined;
    }
    this.subscribers ??= new Set();
    this.subscribers.add(subscriber);
    this.told = undefined;
    return () => this.leave(subscriber);
  }

  private leave(subscriber: Subscriber<T>): void {
    this.subscribers?.delete(subscriber);
    if (this.subscribers?.size === 0) this.subscribers = undefined;
    this.told = undefined;
  }
}
