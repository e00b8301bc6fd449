import type { AvoidedRow } from '../../../protocol/avoidedRow.js';
import type { ProblemRow } from '../../../protocol/problemRow.js';
import { inText, momentText } from '../../parts/momentText.js';

/** The reaction of the program to a fault or an ended connection. */
export interface PoolReaction {
  /** In one or two words. */
  readonly name: string;
  /** As a sentence. */
  readonly text: string;
}

/**
 * The reaction of the program.
 *
 * @param avoided the pool's entry for the host of the row; undefined if the pool does not avoid it
 * @param nowMs the program's clock
 */
export function poolReaction(row: ProblemRow, avoided: AvoidedRow | undefined, nowMs: number): PoolReaction {
  const { address, blame, isMisbehaviour, kind } = row;
  if (kind === 'fault')
    return address === ''
      ? { name: 'continues', text: 'It concerns the program itself, which continues.' }
      : { name: 'connected', text: 'The connection continues.' };
  if (avoided !== undefined) {
    const until = `until ${momentText(avoided.untilMs, nowMs)} (${inText(avoided.untilMs - nowMs)})`;
    return avoided.kind === 'banned'
      ? { name: 'banned', text: `A user has banned the host ${until}.` }
      : { name: 'discouraged', text: `The host is not dialled ${until}, because it misbehaved.` };
  }
  if (isMisbehaviour === true)
    return {
      name: 'retried later',
      text: 'It misbehaved, but the host is not avoided: the user named it, it is in a private network, or the time is over.',
    };
  if (blame === 'closed by us') return { name: 'closed', text: 'This program closed the connection.' };
  return {
    name: 'retried later',
    text: 'The address may be dialled again, after a pause that grows with each failure.',
  };
}
