import { Subject } from 'rxjs';
import { toAsyncIterable, type LossyStreamOptions, type MessageStream } from '../../../lib/index.js';
import { nextTurn } from '../peer/nextTurn.js';

export interface PlayedScript {
  /** What was settled after each step: values, `|` done, `#` and a text for an error, `-` nothing. */
  readonly settled: string;
  readonly stream: MessageStream<string>;
  readonly source$: Subject<string>;
}

/**
 * Plays steps on a stream of `toAsyncIterable`, one after another, with all promises settled in between. A step is one or more characters without
 * time between them: a letter is emitted by the source, `|` completes and `#` fails it, `>` calls `next()`, `<` calls `return()`, `!` aborts.
 */
export async function playScript(script: string, options: LossyStreamOptions): Promise<PlayedScript> {
  const source$ = new Subject<string>();
  const controller = new AbortController();
  let settled: string[] = [];
  const steps: string[] = [];
  const stream = toAsyncIterable(source$, { signal: controller.signal, ...options });
  const record = (promise: Promise<IteratorResult<string, undefined>>, end = '|'): void => {
    promise.then(
      (result) => settled.push(result.done === true ? end : result.value),
      (error: unknown) => settled.push(`#${(error as Error).message}`),
    );
  };
  const actions: Record<string, () => void> = {
    '|': () => source$.complete(),
    '#': () => source$.error(new Error('failed')),
    '!': () => controller.abort(new Error('aborted')),
    '>': () => record(stream.next()),
    '<': () => record(stream.return(), '<'),
  };
  for (const step of script.split(' ').filter((each) => each !== '')) {
    settled = [];
    for (const action of step) (actions[action] ?? (() => source$.next(action)))();
    await nextTurn();
    steps.push(settled.join('') || '-');
  }
  return { settled: steps.join(' '), stream, source$ };
}
