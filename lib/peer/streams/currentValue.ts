import { ReplaySubject, type Observable } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/** A value that changes, and a stream that replays the last value. The Subject is created at the first access to `value$`. */
export class CurrentValue<T> {
  private subject$: ReplaySubject<T> | undefined;
  private created$: Observable<T> | undefined;
  private isComplete = false;

  /** @param current undefined: no value yet */
  constructor(private current?: T) {}

  get value(): T | undefined {
    return this.current;
  }

  /** Replays the current value, emits each following one, and completes after the last. */
  get value$(): Observable<T> {
    if (this.created$ === undefined) {
      this.subject$ = new ReplaySubject(1);
      if (this.current !== undefined) this.subject$.next(this.current);
      if (this.isComplete) this.subject$.complete();
      this.created$ = this.subject$.asObservable();
    }
    return this.created$;
  }

  next(value: T): void {
    if (this.isComplete) return;
    this.current = value;
    if (this.subject$ !== undefined) guardedNext(this.subject$, value);
  }

  complete(): void {
    this.isComplete = true;
    if (this.subject$ !== undefined) guardedComplete(this.subject$);
  }
}
