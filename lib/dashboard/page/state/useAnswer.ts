import { useEffect, useState } from 'preact/hooks';
import type { QuestionKind, Questions } from '../../protocol/questions.js';
import { ask, connectionState, isPaused } from './session.js';

/** The time between two questions. */
const INTERVAL_MS = 2000;

/** The last answer of the program, and why there is no newer one. */
export interface PolledAnswer<Kind extends QuestionKind> {
  readonly answer?: Questions[Kind]['answer'];
  readonly error?: string;
}

/**
 * Asks the program again and again while the page is connected, not paused and not hidden. Another question drops the answer.
 *
 * @param question undefined: asks nothing
 */
export function useAnswer<Kind extends QuestionKind>(
  question: Kind | undefined,
  params: Questions[Kind]['params'],
): PolledAnswer<Kind> {
  const key = JSON.stringify([question, params]);
  const [state, setState] = useState<PolledAnswer<Kind> & { readonly key: string }>({ key });
  const isLive = connectionState.value.kind === 'live' && !isPaused();
  useEffect(() => {
    if (question === undefined || !isLive) return;
    let isWanted = true;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const settle = (next: PolledAnswer<Kind>): void => {
      if (!isWanted) return;
      setState({ key, ...next });
      timeout = setTimeout(poll, INTERVAL_MS);
    };
    const poll = (): void => {
      if (document.hidden) {
        timeout = setTimeout(poll, INTERVAL_MS);
        return;
      }
      ask(question, params).then(
        (answer) => settle({ answer }),
        (error: unknown) => settle({ error: (error as Error).message }),
      );
    };
    poll();
    return () => {
      isWanted = false;
      clearTimeout(timeout);
    };
  }, [key, isLive]);
  return state.key === key ? state : {};
}
