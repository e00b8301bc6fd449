import type { ActionName } from '../../../protocol/action.js';

/** What each action is called on the page. */
export const ACTION_TEXTS: Readonly<Record<ActionName, string>> = {
  disconnect: 'disconnect',
  ban: 'ban',
  unban: 'unban',
  record: 'record',
  stopRecording: 'stop recording',
};
