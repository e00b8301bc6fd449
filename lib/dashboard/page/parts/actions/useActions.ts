import { useState } from 'preact/hooks';
import type { ActionResult } from '../../../protocol/action.js';
import { act, type Action } from '../../state/act.js';

/** Performs actions one after the other, and has the result of the last one. */
export interface ActionState {
  readonly result: ActionResult | undefined;
  /** True until the result is known. */
  readonly isBusy: boolean;
  readonly perform: (action: Action) => void;
}

export function useActions(): ActionState {
  const [result, setResult] = useState<ActionResult>();
  const [isBusy, setBusy] = useState(false);
  const perform = (action: Action): void => {
    setBusy(true);
    void act(action).then((next) => {
      setBusy(false);
      setResult(next);
    });
  };
  return { result, isBusy, perform };
}
