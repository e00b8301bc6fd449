import { Subject, type Observable } from 'rxjs';
import { guardedComplete, guardedNext } from './guard.js';

/** A hot stream whose Subject is made when somebody asks for it: most streams of most peers nobody ever looks at. */
export class HotStream<T> {
  private subject$: Subject<T> | undefined;
  private asked$: Observable<T> | undefined;
  private isOver = false;

  get value$(): Observable<T> {
    if (this.asked$ === undefined) {
      this.subject$ = new Subject();
      if (this.isOver) this.subject$.complete();
      this.asked$ = this.subject$.asObservable();
    }
    return this.asked$;
  }

  /** Whether it is worth making what would be told. */
  get observed(): boolean {
    return this.subject$ !== undefined && this.subject$.observed;
  }

  next(value: T): void {
    if (this.subject$ !== undefined && this.subject$.observed) guardedNext(this.subject$, value);
  }

  complete(): void {
    this.isOver = true;
    if (this.subject$ !== undefined) guardedComplete(this.subject$);
  }
}
