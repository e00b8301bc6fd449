import { Subject, type Observable } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/** A hot stream whose Subject is created at the first access to `value$`: most streams of most peers have no subscriber. */
export class LazySubject<T> {
  private subject$: Subject<T> | undefined;
  private created$: Observable<T> | undefined;
  private isComplete = false;

  get value$(): Observable<T> {
    if (this.created$ === undefined) {
      this.subject$ = new Subject();
      if (this.isComplete) this.subject$.complete();
      this.created$ = this.subject$.asObservable();
    }
    return this.created$;
  }

  /** False while the stream has no subscriber: a value need not be created. */
  get observed(): boolean {
    return this.subject$ !== undefined && this.subject$.observed;
  }

  next(value: T): void {
    if (this.subject$ !== undefined) guardedNext(this.subject$, value);
  }

  complete(): void {
    this.isComplete = true;
    if (this.subject$ !== undefined) guardedComplete(this.subject$);
  }
}
