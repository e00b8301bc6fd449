import { fromEvent, merge, NEVER, type Observable } from 'rxjs';

/**
 * Emits when the program has to stop: on SIGINT and SIGTERM, and on SIGHUP if it has a terminal.
 *
 * Without a terminal SIGHUP is ignored until the process ends. `nohup` starts a program with SIGHUP ignored and all three standard
 * streams redirected. Node resets the inherited disposition of the signal, so only the streams show it. If none of the three is a
 * terminal, the program has to continue when the terminal that started it is closed.
 *
 * @param source the `process`
 * @param hasTerminal whether standard input, output or error is a terminal
 */
export function stopSignals(
  source: Pick<NodeJS.EventEmitter, 'addListener' | 'removeListener'>,
  hasTerminal: boolean,
): Observable<unknown> {
  if (!hasTerminal) source.addListener('SIGHUP', () => undefined);
  const hangUp$ = hasTerminal ? fromEvent(source, 'SIGHUP') : NEVER;
  return merge(fromEvent(source, 'SIGINT'), fromEvent(source, 'SIGTERM'), hangUp$);
}
