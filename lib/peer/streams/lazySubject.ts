import { config, Subject, type Observable, type Observer } from 'rxjs';
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
    const { subject$ } = this;
    if (subject$ !== undefined) guardedNext(onlyObserver(subject$) ?? subject$, value);
  }

  complete(): void {
    this.isComplete = true;
    if (this.subject$ !== undefined) guardedComplete(this.subject$);
  }
}

/**
 * The observer of a Subject that has exactly one. Calling it directly saves the closure and the loop of `Subject.next`: 2 to 3 % of the time
 * per message of the relay stream (docs/decisions/0016). Undefined with the deprecated synchronous error handling, which needs `Subject.next`.
 */
function onlyObserver<T>(subject$: Subject<T>): Observer<T> | undefined {
  /* eslint-disable @typescript-eslint/no-deprecated -- both exist in every RxJS 7 */
  const { observers } = subject$;
  return observers.length === 1 && !config.useDeprecatedSynchronousErrorHandling ? observers[0] : undefined;
  /* eslint-enable @typescript-eslint/no-deprecated */
}
