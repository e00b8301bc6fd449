import type { Actions } from '../act/actions.js';
import type { ActionRequest, ActionResult } from '../protocol/action.js';
import { isEqualText } from './isEqualText.js';

/** The client that asks for actions, and the token that it needs. */
export interface ActionGate {
  /** The token of this start of the program (actionToken.ts). */
  readonly token: string;
  /** The name of the client in the log: the address of the page's browser. */
  readonly by: string;
}

/**
 * Performs the action if the token of the request is correct. Otherwise nothing is done, and nothing is logged, because any client could
 * fill the log.
 */
export function performAction(actions: Actions, request: ActionRequest, { by, token }: ActionGate): ActionResult {
  if (!isEqualText(request.token, token)) return { isDone: false, text: WRONG_TOKEN };
  return actions.perform(request, by);
}

const WRONG_TOKEN =
  'Refused: the token of this page is not that of the program, which has started again since the page was loaded. Reload the page.';
