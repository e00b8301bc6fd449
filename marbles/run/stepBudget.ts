import type { TestScheduler } from 'rxjs/testing';
import { BookError } from './bookError.js';
import { MAX_STEPS } from './limits.js';

/**
 * Counts the steps of a run, and ends a run that takes too many: further actions are not scheduled, further events not recorded, so that
 * virtual time comes to its end. Nothing is thrown during the run, because the code under test might catch it.
 */
export class StepBudget {
  private steps = 0;

  /** Counts every action that is scheduled from now on. */
  watch({ actions }: TestScheduler): void {
    // Also an action that schedules itself again is put there, without a call of `schedule` of the scheduler.
    const push = actions.push.bind(actions);
    actions.push = (...added) => (this.spend() ? push(...added) : actions.length);
  }

  /** Counts one step. @returns false if it is beyond the limit and must not be made */
  spend(): boolean {
    this.steps += 1;
    return this.steps <= MAX_STEPS;
  }

  /** Errors with BookError `TOO_LONG` if the run was ended. */
  requireWithin(): void {
    if (this.steps <= MAX_STEPS) return;
    throw new BookError(
      'TOO_LONG',
      `the run takes more than ${MAX_STEPS} steps: use a longer interval, or a shorter diagram, or end an exchange that never ends`,
    );
  }
}
