import * as format from '../../parts/format.js';
import type { Conversation } from './mergeLines.js';

/** The description of the view. */
export const DESCRIPTION =
  'Each message with one peer as an arrow, the newest at the bottom. An arc joins an answer to its request.';

/** The reason why the chosen line is not in the diagram; empty if it is, or if no line is chosen. */
export function chosenNotice({ lines, state }: Conversation, isShown: boolean, chosen: number | undefined): string {
  const [first, last] = [lines[0], lines.at(-1)];
  if (chosen === undefined || isShown || first === undefined || last === undefined || state === 'waiting') return '';
  if (chosen < first.number) {
    return `Message ${chosen} is no longer stored: the oldest stored message of this connection is number ${first.number}.`;
  }
  if (chosen > last.number)
    return `There is no message ${chosen}: the newest message of this connection is number ${last.number}.`;
  return `The filter hides message ${chosen}.`;
}

/** The text instead of a diagram without messages. */
export function emptyText({ lines, state }: Conversation, isAnyHidden: boolean, isPaused: boolean): string {
  if (lines.length > 0 && isAnyHidden) return 'No message matches the filter.';
  if (state === 'unknown') {
    return 'The program has no messages of this peer: there was no such peer, or its connection ended so long ago that its messages were dropped.';
  }
  if (state === 'ended') return 'The connection has ended without a message.';
  if (state === 'open') return 'No message yet.';
  return isPaused ? 'The page is paused. Resume it to get the messages.' : 'Waiting for the program.';
}

/** The text below the diagram. */
export function footText({ lines, state }: Conversation, isPaused: boolean): string {
  if (lines.length === 0) return '';
  const first = lines[0]!.number;
  const older =
    first > 1
      ? `${format.count(first - 1)} older ${first === 2 ? 'message is' : 'messages are'} no longer stored. `
      : '';
  return `${older}${state === 'ended' ? 'The connection has ended. ' : ''}${isPaused ? 'Paused. ' : ''}`;
}
