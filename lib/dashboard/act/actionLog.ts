import type { SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { MAX_ACTION_ROWS, type ActionResult, type ActionRow } from '../protocol/action.js';

/** The last MAX_ACTION_ROWS actions. */
export class ActionLog {
  private readonly stored: ActionRow[] = [];
  private lastNumber = 0;

  constructor(private readonly scheduler: SchedulerLike) {}

  /** The newest first. */
  rows(): ActionRow[] {
    return this.stored.toReversed();
  }

  add(action: Pick<ActionRow, 'by' | 'action' | 'peer' | 'target'>, result: ActionResult): void {
    this.stored.push({ number: ++this.lastNumber, atMs: wallClockMs(this.scheduler), ...action, ...result });
    if (this.stored.length > MAX_ACTION_ROWS) this.stored.shift();
  }
}
