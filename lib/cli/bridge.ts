import { networkInterfaces } from 'node:os';
import {
  catchError,
  defer,
  exhaustMap,
  filter,
  firstValueFrom,
  fromEvent,
  map,
  merge,
  NEVER,
  of,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { formatHostPort } from '../base/hostPort.js';
import { serveBridge, type ServedBridge } from '../bridge/serveBridge.js';
import type { BridgeArguments } from './bridgeArguments.js';
import { bridgeToken } from './bridgeToken.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';
import { portInUseText } from './metricsServer.js';
import { reachableHosts } from './reachableHosts.js';

/**
 * `rxpeer bridge`: bridges WebSockets to the allowed nodes.
 *
 * @returns the exit code: 0 after `io.stop$`; 1 if the bridge cannot listen, the token cannot be read, or the URLs cannot be printed
 */
export function bridge(options: BridgeArguments, io: Io): Promise<number> {
  const { tokenFile } = options;
  const code$ = merge(
    io.stop$.pipe(map(() => 0)),
    // The URLs were not printed. EPIPE is ignored: the reader closed the pipe after it had read them.
    fromEvent(io.stdout, 'error').pipe(
      filter((error) => (error as NodeJS.ErrnoException).code !== 'EPIPE'),
      map(() => 1),
    ),
    defer(() => bridgeToken(tokenFile)).pipe(
      switchMap((token) => serveBridge({ ...options, token })),
      tap((served) => io.stdout.write(bridgeText(options, served))),
      exhaustMap((): Observable<number> => NEVER),
      catchError((error: unknown) => {
        io.stderr.write(errorLine(failureText(error as Error, options)));
        return of(1);
      }),
    ),
  );
  return firstValueFrom(code$, { defaultValue: 1 });
}

function bridgeText({ allow, host, origins, tokenFile }: BridgeArguments, { pathOf, port }: ServedBridge): string {
  const urls = allow.flatMap((target) => {
    const path = pathOf(target);
    // The token of a file is not printed: output often ends up in a log.
    const shown = tokenFile === undefined ? path : `/TOKEN${path.slice(path.indexOf('/', 1))}`;
    return reachableHosts(host, networkInterfaces()).map((each) => `  ws://${formatHostPort(each, port)}${shown}`);
  });
  const names = allow.map((target) => formatHostPort(target.host, target.port)).join(', ');
  const pages = origins.length === 0 ? 'none; allow the origin of your page with --origin URL' : origins.join(', ');
  return [
    `rxpeer bridge to ${escapeText(names)}; press Ctrl-C to stop it`,
    '',
    ...urls.map(escapeText),
    ...(tokenFile === undefined ? [] : [`  TOKEN is the content of ${escapeText(tokenFile)}`]),
    `  pages of other origins: ${pages}`,
    '',
    '',
  ].join('\n');
}

function failureText({ cause, message }: Error, { host, port }: BridgeArguments): string {
  const isInUse = (cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';
  return isInUse ? portInUseText(port, host, '--listen') : message;
}
