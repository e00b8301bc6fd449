import type { SchedulerLike, Subscription } from 'rxjs';

/** Passes everything on to the scheduler, and knows which actions were never let go of. */
export function watchTimers(scheduler: SchedulerLike): { scheduler: SchedulerLike; open: () => number } {
  const actions: Subscription[] = [];

  function schedule(...scheduled: Parameters<SchedulerLike['schedule']>): Subscription {
    const action = scheduler.schedule(...scheduled);
    actions.push(action);
    return action;
  }

  return {
    scheduler: { now: () => scheduler.now(), schedule },
    open: () => actions.filter((action) => !action.closed).length,
  };
}
