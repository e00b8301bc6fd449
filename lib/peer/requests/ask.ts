import { filter, merge, Observable, of, Subscription, switchMap, take, tap } from 'rxjs';
import { LocalProtocolError, PeerTimeoutError, TransportError, type PeerError } from '../../base/errors.js';
import { isTransactionItem } from '../../messages/inventory.js';
import type { Message } from '../../messages/table.js';
import { MAX_DELAY_MS } from '../../base/optionChecks.js';
import type { CloseReason } from '../closeReason.js';
import type { PeerCore } from '../peerCore.js';
import type { RequestOptions } from './requests.js';

/** Reads a received message and calls `answer` with each answer in it. Returns `done` after the last answer, `other` if there is none in it. */
export type AnswerReader<A> = (message: Message, answer: (value: A) => void) => 'done' | 'more' | 'other';

/** Reads the answers to one question. */
export interface AnswerListener<A> {
  /** The commands of possible answers; `read` is called with their messages. */
  commands: readonly string[];
  read: AnswerReader<A>;
  /** Called when the question was handed to the transport, before `read`. */
  asked?(): void;
}

/**
 * Sends a question on subscription, and emits the answers. Only messages that arrive after the question was handed to the transport can
 * be answers: neither a message that is delivered during the subscription, nor one that arrives while the question is queued. Unsubscribing
 * removes the question from the send queue, if it is still there.
 *
 * Errors with PeerTimeoutError `REQUEST_TIMEOUT`, LocalProtocolError `ABORTED`, the close reason if the peer ends first, and a
 * LocalProtocolError if the question cannot be encoded.
 */
export function ask<A>(
  core: PeerCore,
  question: Message,
  createListener: () => AnswerListener<A>,
  { timeoutMs = 30_000, signal }: RequestOptions = {},
): Observable<A> {
  // Not a pipe: the question, its answers, three kinds of end and its removal from the queue belong to one subscription.
  return new Observable((subscriber) => {
    const listener = createListener();
    // A copy: `sent$` emits it, which identifies this question although others may be equal.
    const sentQuestion = { ...question };
    const sendAbort = new AbortController();
    let lastAnswerMs = core.scheduler.now();
    let timer = Subscription.EMPTY;

    function expire(): void {
      const leftMs = lastAnswerMs + timeoutMs - core.scheduler.now();
      if (leftMs > 0) {
        timer = core.scheduler.schedule(expire, Math.min(leftMs, MAX_DELAY_MS));
        return;
      }
      const fact = `${question.command} unanswered for ${timeoutMs} ms${unansweredHint(question)}`;
      subscriber.error(new PeerTimeoutError('REQUEST_TIMEOUT', fact, timeoutMs));
    }
    function abort(): void {
      subscriber.error(
        new LocalProtocolError('ABORTED', `${question.command} was aborted`, '', { cause: signal?.reason }),
      );
    }

    core.gate.requestOpened();
    subscriber.add(() => {
      core.gate.requestClosed();
      timer.unsubscribe();
      sendAbort.abort();
      signal?.removeEventListener('abort', abort);
    });
    subscriber.add(
      core.events.closed.value$.subscribe((reason) => subscriber.error(errorOf(reason, question.command))),
    );
    subscriber.add(
      whenHandedOver(core, sentQuestion)
        .pipe(
          tap(() => listener.asked?.()),
          switchMap(() => merge(...listener.commands.map((command) => core.streams.on(command)))),
        )
        .subscribe((message) => {
          const state = listener.read(message, (value) => subscriber.next(value));
          if (state === 'other') return;
          lastAnswerMs = core.scheduler.now();
          if (state === 'done') subscriber.complete();
        }),
    );
    if (signal?.aborted === true) abort();
    if (subscriber.closed) return;
    signal?.addEventListener('abort', abort, { once: true });
    expire();
    try {
      void core.outbox.send(sentQuestion, { signal: sendAbort.signal });
    } catch (error) {
      subscriber.error(error);
    }
  });
}

/** Emits once, when this object was handed to the transport. In a replay, where nothing is sent, it emits at once. */
function whenHandedOver(core: PeerCore, question: Message): Observable<Message> {
  if (!core.role.sends) return of(question);
  return core.events.sent.value$.pipe(
    filter((message) => message === question),
    take(1),
  );
}

/** A hint for the text of the timeout: why some questions are never answered. */
function unansweredHint(question: Message): string {
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
  const fact = reason.by === 'local' ? 'we closed the connection' : 'the remote closed the connection';
  return new TransportError('ENDED', `${command} unanswered: ${fact}`);
}
