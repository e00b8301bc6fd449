import type { ActionRequest, ActionResult } from '../../protocol/action.js';
import { ask, store } from './session.js';

/** The action; the token is added. */
export type Action = Omit<ActionRequest, 'token'>;

/** Performs an action on a peer. The result states whether it was done; without an answer it counts as not done. */
export async function act(action: Action): Promise<ActionResult> {
  try {
    return await ask('act', { ...action, token: actionToken() });
  } catch (error) {
    return { isDone: false, text: `The result is not known: ${(error as Error).message}.` };
  }
}

/** The reason why this page cannot act on the peers; undefined if it can. */
export function actionRefusal(): string | undefined {
  switch (store.program?.about.source) {
    case 'monitors':
      return 'Other monitors have these connections: use the dashboard of the monitor to disconnect, ban or record a peer.';
    case 'recording':
      return 'This is a recording: its connections are in the past.';
    default:
      return actionToken() === ''
        ? 'The program has given this page no token for actions: reload the page.'
        : undefined;
  }
}

/** The server writes it into the document. */
function actionToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="action-token"]')?.content ?? '';
}
