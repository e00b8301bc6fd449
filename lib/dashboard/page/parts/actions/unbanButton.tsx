import { actionRefusal } from '../../state/act.js';
import type { ActionState } from './useActions.js';

export interface UnbanButtonProps extends Pick<ActionState, 'isBusy' | 'perform'> {
  /** The host, or an address of it. */
  readonly host: string;
}

/** Ends the ban or the discouragement of a host; absent if this page cannot act. */
export function UnbanButton({ host, isBusy, perform }: UnbanButtonProps) {
  if (actionRefusal() !== undefined) return null;
  return (
    <button
      type="button"
      disabled={isBusy}
      aria-label={`Unban ${host}`}
      title="End the ban or the discouragement: the pool may connect to the host again"
      onClick={() => perform({ action: 'unban', host })}
    >
      Unban
    </button>
  );
}
