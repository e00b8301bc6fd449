import type { SchedulerLike, Subscription } from 'rxjs';

/** Wraps a scheduler; `open` returns the number of scheduled actions that are not closed. */
export function watchTimers(scheduler: SchedulerLike): { scheduler: SchedulerLike; open: () => number } {
  const actions: Subscription[] = [];

  function schedule(...args: Parameters<SchedulerLike['schedule']>): Subscription {
    const action = scheduler.schedule(...args);
    actions.push(action);
    return action;
  }

  return {
    scheduler: { now: () => scheduler.now(), schedule },
    open: () => actions.filter((action) => !action.closed).length,
  };
}
