import { fromEvent, merge, NEVER, type Observable } from 'rxjs';

/**
 * Emits when the program shall end: on SIGINT and SIGTERM, and on SIGHUP if it has a terminal.
 *
 * Without a terminal SIGHUP is ignored, for good. `nohup` starts a program with SIGHUP ignored and all three standard streams redirected.
 * Node resets the inherited disposition, so the streams are the only sign left: no terminal among them means that the program shall
 * survive the one that it was started from.
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
