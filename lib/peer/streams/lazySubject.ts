import { Subject, type Observable } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/** A hot stream whose Subject is created when somebody asks for it: most streams of most peers have no subscriber. */
export class LazySubject<T> {
  private subject$: Subject<T> | undefined;
  private asked$: Observable<T> | undefined;
  private isComplete = false;

  get value$(): Observable<T> {
    if (this.asked$ === undefined) {
      this.subject$ = new Subject();
      if (this.isComplete) this.subject$.complete();
      this.asked$ = this.subject$.asObservable();
    }
    return this.asked$;
  }

  /** False while a value would reach nobody, so it need not be created. */
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
