import { Observable } from 'rxjs';
import {
  LocalProtocolError,
  PeerTimeoutError,
  RemoteProtocolError,
  toPeerError,
  type PeerError,
} from '../base/errors.js';
import type { Transaction } from '../messages/transaction.js';
import type { Peer } from '../peer/peer.js';
import type { PeerAddress } from '../pool/peerAddress.js';
import type {
  BroadcastFailure,
  BroadcastOutcomeEvent,
  BroadcastProgress,
  BroadcastStage,
  FailedOutcome,
} from './broadcastEvent.js';
import type { BroadcastSettings } from './broadcastOptions.js';
import { openConnection } from './openConnection.js';

/** One delivery in progress. */
export interface Delivery {
  /** The outcome if the delivery ends now with this error. */
  outcomeOf(result: BroadcastFailure, error: PeerError): FailedOutcome;
}

/**
 * Delivers the transaction to one address: emits each stage, then the outcome, and completes. Never errors. Unsubscribing closes the
 * connection.
 *
 *     deliverTo(…)  c-h---a----s---(o|)      c connecting, h handshaking, a announced, s sent, o outcome
 *
 * @param onStart called first, with the delivery
 */
export function deliverTo(
  settings: BroadcastSettings,
  transaction: Transaction,
  address: PeerAddress,
  onStart: (delivery: Delivery) => void,
): Observable<BroadcastProgress | BroadcastOutcomeEvent> {
  // Not an operator: connect() passes the peer to a callback before the handshake, and four of its streams are one sequence here.
  return new Observable((subscriber) => {
    const { options, scheduler } = settings;
    const startMs = scheduler.now();
    const elapsedMs = (): number => scheduler.now() - startMs;
    let stage: BroadcastStage = 'connecting';

    function enter(next: BroadcastStage): void {
      stage = next;
      subscriber.next({ kind: 'progress', address: address.key, stage, elapsedMs: elapsedMs() });
    }

    function outcomeOf(result: BroadcastFailure, error: PeerError): FailedOutcome {
      return { result, address: address.key, elapsedMs: elapsedMs(), stage, error };
    }

    function fail(result: BroadcastFailure, error: PeerError): void {
      subscriber.next({ kind: 'outcome', outcome: outcomeOf(result, error) });
      subscriber.complete();
    }

    function follow(peer: Peer): void {
      enter('handshaking');
      subscriber.add(
        peer.sent$.subscribe(({ command }) => {
          if (command === 'inv') enter('announced');
          else if (command === 'tx') enter('sent');
        }),
      );
      subscriber.add(
        peer.pings$.subscribe(({ roundTripMs }) => {
          const outcome = { result: 'delivered', address: address.key, elapsedMs: elapsedMs(), roundTripMs } as const;
          subscriber.next({ kind: 'outcome', outcome });
          subscriber.complete();
        }),
      );
      options.onPeer?.(peer);
    }

    onStart({ outcomeOf });
    enter('connecting');
    if (subscriber.closed) return;
    subscriber.add(
      openConnection(settings, transaction, address, follow).subscribe({
        error: (cause: unknown) => {
          const error = toPeerError(cause, 'dial');
          fail(failureOf(error, stage), error);
        },
        complete: () => fail('cancelled', new LocalProtocolError('ABORTED', 'the peer was closed on this side')),
      }),
    );
  });
}

function failureOf(error: PeerError, stage: BroadcastStage): BroadcastFailure {
  if (stage === 'connecting') return 'failedToConnect';
  if (error instanceof PeerTimeoutError) return error.code === 'NOT_REQUESTED' ? 'notRequested' : 'timedOut';
  return (error instanceof RemoteProtocolError && FAILURES[error.code]) || 'disconnected';
}

const FAILURES: Readonly<Partial<Record<string, BroadcastFailure>>> = {
  REJECTED: 'refused',
  UNEXPECTED_REQUEST: 'notRequested',
  REFUSED: 'unsuitable',
  VERSION_TOO_OLD: 'unsuitable',
};
