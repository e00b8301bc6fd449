import { ReplaySubject, type Observable } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/** A value that changes, and a stream that replays the last one; the stream is created when somebody asks for it. */
export class CurrentValue<T> {
  private subject$: ReplaySubject<T> | undefined;
  private asked$: Observable<T> | undefined;
  private isOver = false;

  /** @param current undefined: no value yet */
  constructor(private current?: T) {}

  get value(): T | undefined {
    return this.current;
  }

  /** The current value and those that follow; completes after the last. */
  get value$(): Observable<T> {
    if (this.asked$ === undefined) {
      this.subject$ = new ReplaySubject(1);
      if (this.current !== undefined) this.subject$.next(this.current);
      if (this.isOver) this.subject$.complete();
      this.asked$ = this.subject$.asObservable();
    }
    return this.asked$;
  }

  next(value: T): void {
    if (this.isOver) return;
    this.current = value;
    if (this.subject$ !== undefined) guardedNext(this.subject$, value);
  }

  complete(): void {
    this.isOver = true;
    if (this.subject$ !== undefined) guardedComplete(this.subject$);
  }
}
