import type { ActionResult } from '../protocol/action.js';

/** The result of an action that did something. */
export function done(text: string): ActionResult {
  return { isDone: true, text };
}

/** The result of an action that did nothing, and why. */
export function refused(text: string): ActionResult {
  return { isDone: false, text };
}
