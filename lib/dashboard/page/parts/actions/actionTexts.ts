import type { ActionName } from '../../../protocol/action.js';

/** The name of each action on the page. */
export const ACTION_TEXTS: Readonly<Record<ActionName, string>> = {
  disconnect: 'disconnect',
  ban: 'ban',
  unban: 'unban',
  record: 'record',
  stopRecording: 'stop recording',
};
