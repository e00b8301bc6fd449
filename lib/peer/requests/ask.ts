import { Observable, Subscription, switchMap, tap, type SchedulerLike } from 'rxjs';
import { LocalProtocolError, PeerTimeoutError, TransportError, type PeerError } from '../../base/errors.js';
import { isTransactionItem } from '../../messages/inventory.js';
import type { Message } from '../../messages/table.js';
import { MAX_DELAY_MS } from '../../base/optionChecks.js';
import type { CloseReason } from '../peer.js';

export interface RequestOptions {
  /** How long to wait for an answer, and for each further one. Default 30_000. */
  timeoutMs?: number | undefined;
  /** Gives the request up: errors with LocalProtocolError `ABORTED`. */
  signal?: AbortSignal | undefined;
}

/** The part of a peer that a request needs. */
export interface Asker {
  readonly messages$: Observable<Message>;
  /** Emits once, when this very object, which `send` is given, was handed to the transport. A peer of a recording hands nothing over: at once. */
  handedOver(question: Message): Observable<Message>;
  readonly closed$: Observable<CloseReason>;
  readonly scheduler: SchedulerLike;
  send(message: Message, options: { signal: AbortSignal }): Promise<boolean>;
  requestOpened(): void;
  requestClosed(): void;
}

/** Looks at each message that comes in: hands out what it answers, and says by `done` when that was all. */
export type AnswerReader<A> = (message: Message, answer: (value: A) => void) => 'done' | 'more' | 'other';

/** Reads the answers to one question. */
export interface AnswerListener<A> {
  read: AnswerReader<A>;
  /** Called when the question was handed to the transport, before any message is read. */
  asked?(): void;
}

/**
 * Sends a question when it is subscribed to, and emits the answers. A message is read as an answer only after the question was handed to the
 * transport: not one under delivery when the request is subscribed to, nor one that arrives while the question is queued. Unsubscribing takes
 * the question back, if it has not gone, and stops listening.
 *
 * Errors with PeerTimeoutError `REQUEST_TIMEOUT`, LocalProtocolError `ABORTED`, the peer's reason when that ends first, and a
 * LocalProtocolError when the question cannot be encoded.
 */
export function ask<A>(
  asker: Asker,
  question: Message,
  listenerOf: () => AnswerListener<A>,
  { timeoutMs = 30_000, signal }: RequestOptions = {},
): Observable<A> {
  // Not a pipe: the question, its answers, three kinds of end and the taking back belong to one subscription.
  return new Observable((subscriber) => {
    const listener = listenerOf();
    // An object of its own: equal questions of others may go before.
    const own = { ...question };
    const unsent = new AbortController();
    let lastMs = asker.scheduler.now();
    let timer = Subscription.EMPTY;

    function expire(): void {
      const leftMs = lastMs + timeoutMs - asker.scheduler.now();
      if (leftMs > 0) {
        timer = asker.scheduler.schedule(expire, Math.min(leftMs, MAX_DELAY_MS));
        return;
      }
      const fact = `${question.command} unanswered for ${timeoutMs} ms${hintOf(question)}`;
      subscriber.error(new PeerTimeoutError('REQUEST_TIMEOUT', fact, timeoutMs));
    }
    function abort(): void {
      subscriber.error(
        new LocalProtocolError('ABORTED', `${question.command} was given up`, '', { cause: signal?.reason }),
      );
    }

    asker.requestOpened();
    subscriber.add(() => {
      asker.requestClosed();
      timer.unsubscribe();
      unsent.abort();
      signal?.removeEventListener('abort', abort);
    });
    subscriber.add(asker.closed$.subscribe((reason) => subscriber.error(errorOf(reason, question.command))));
    subscriber.add(
      asker
        .handedOver(own)
        .pipe(
          tap(() => listener.asked?.()),
          switchMap(() => asker.messages$),
        )
        .subscribe((message) => {
          const state = listener.read(message, (value) => subscriber.next(value));
          if (state === 'other') return;
          lastMs = asker.scheduler.now();
          if (state === 'done') subscriber.complete();
        }),
    );
    if (signal?.aborted === true) abort();
    if (subscriber.closed) return;
    signal?.addEventListener('abort', abort, { once: true });
    expire();
    try {
      void asker.send(own, { signal: unsent.signal });
    } catch (error) {
      subscriber.error(error);
    }
  });
}

/** Why some questions are never answered, so that the silence can be understood. */
function hintOf(question: Message): string {
  switch (question.command) {
    case 'getdata': {
      const [first, ...others] = question.items;
      if (first === undefined || isTransactionItem(first)) return '';
      const wanted = others.length === 0 ? `block ${first.hash}` : 'all of these blocks';
      return `: the remote may not have ${wanted}, and Bitcoin Core sends nothing for a block that it does not have`;
    }
    case 'mempool':
      return ': a node without NODE_BLOOM, and one whose mempool is empty, does not answer';
    case 'getaddr':
      return ': a node that dialled us, and one that was asked before, does not answer';
    default:
      return '';
  }
}

function errorOf(reason: CloseReason, command: string): PeerError {
  if (reason.by === 'fault') return reason.error;
  const who = reason.by === 'local' ? 'we closed the connection' : 'the remote closed the connection';
  return new TransportError('ENDED', `${command} unanswered: ${who}`);
}
