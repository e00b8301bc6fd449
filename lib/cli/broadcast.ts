import {
  catchError,
  defer,
  EMPTY,
  firstValueFrom,
  map,
  merge,
  of,
  ReplaySubject,
  share,
  switchMap,
  take,
  tap,
  throwIfEmpty,
  type Observable,
} from 'rxjs';
import { isPeerError, LocalProtocolError, toPeerError, TransportError } from '../base/errors.js';
import { escapeText } from '../base/escapeText.js';
import { formatHostPort } from '../base/hostPort.js';
import { broadcast } from '../broadcast/broadcast.js';
import type { BroadcastEvent, BroadcastOutcome, BroadcastResult } from '../broadcast/broadcastEvent.js';
import type { BroadcastOptions } from '../broadcast/broadcastOptions.js';
import { shuffled } from '../collections/randomSample.js';
import { connect } from '../connect/connect.js';
import { cryptoRandom } from '../peer/cryptoRandom.js';
import type { ReadyPeer } from '../peer/peer.js';
import type { BroadcastArguments } from './broadcastArguments.js';
import { errorLine, withAddress } from './errorLine.js';
import type { Io } from './io.js';
import { readTransaction, TransactionInputError } from './transactionInput.js';

/**
 * `rxpeer broadcast`: prints the progress on stderr, and the outcome of each node and the result on stdout.
 *
 * @returns the exit code: 0 if the broadcast succeeded; 1 if it failed, or was stopped before; 2 if the transaction or an option is invalid
 */
export function broadcastTransaction(options: BroadcastArguments, io: Io): Promise<number> {
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const code$ = defer(() =>
    readTransaction(options.transaction, options.network, () => io.stdin ?? process.stdin),
  ).pipe(
    switchMap((transaction) => broadcastWithEcho(transaction, options, report)),
    tap((event) => {
      if (event.kind === 'progress') report(`${event.address}: ${event.stage}`);
      else io.stdout.write(`${event.kind === 'outcome' ? outcomeLine(event.outcome) : resultLine(event)}\n`);
    }),
    map((event) => (event.kind === 'result' ? 0 : undefined)),
    catchError((error: unknown) => {
      if (!isPeerError(error) && !(error instanceof TransactionInputError)) throw error;
      report(error.message);
      return of(error instanceof LocalProtocolError ? 2 : 1);
    }),
  );
  const stopped$ = io.stop$.pipe(
    map(() => {
      report('stopped before the broadcast was complete: nodes that were sent the transaction may relay it');
      return 1;
    }),
  );
  return firstValueFrom(merge(code$.pipe(switchMap((code) => (code === undefined ? EMPTY : of(code)))), stopped$), {
    defaultValue: 1,
  });
}

/** Connects to the nodes of --echo first: one that has the transaction before we are connected to it does not announce it to us. */
function broadcastWithEcho(
  transaction: Uint8Array | string,
  { addresses, areSeeds, copies, echo, network, proxy, timeoutMs }: BroadcastArguments,
  report: (text: string) => void,
): Observable<BroadcastEvent> {
  const options: BroadcastOptions = {
    network,
    addresses: areSeeds ? shuffled(addresses, cryptoRandom) : addresses,
    copies,
    proxy,
    timeoutMs,
  };
  if (echo.length === 0) return broadcast(transaction, options);
  const peer$ = merge(
    ...echo.map((target) =>
      connect({ ...target, network, proxy }).pipe(
        tap(({ address }) => report(`${address}: waiting for the echo`)),
        catchError((error: unknown) => {
          report(withAddress(formatHostPort(target.host, target.port), toPeerError(error, 'connecting').message));
          return EMPTY;
        }),
      ),
    ),
  ).pipe(share({ connector: () => new ReplaySubject<ReadyPeer>(echo.length) }));
  // Errors at once for an invalid transaction or option.
  const broadcast$ = broadcast(transaction, { ...options, echoFrom: peer$ });
  const unreachable = (): Error => new TransportError('CONNECT_FAILED', 'no node of --echo can be reached');
  return peer$.pipe(
    take(1),
    throwIfEmpty(unreachable),
    switchMap(() => broadcast$),
  );
}

/** `delivered 192.0.2.7:8333 in 0.81 s`, `notRequested 192.0.2.8:8333 after 30.62 s: …` */
function outcomeLine({ address, elapsedMs, error, result }: BroadcastOutcome): string {
  const fact = `${result} ${address} ${error === undefined ? 'in' : 'after'} ${formatSeconds(elapsedMs)}`;
  return escapeText(error === undefined ? fact : `${fact}: ${error.message}`);
}

/** `txid 4a5e…: 3 copies, echo of 192.0.2.9:8333 after 4.20 s` */
function resultLine({ copies, echo, txid }: BroadcastResult): string {
  const echoText = echo && `, echo of ${echo.address} after ${formatSeconds(echo.elapsedMs)}`;
  return escapeText(`txid ${txid}: ${copies} ${copies === 1 ? 'copy' : 'copies'}${echoText ?? ''}`);
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
