import { defer, finalize, merge, NEVER, Observable, Subscription, switchMap } from 'rxjs';
import { PeerTimeoutError } from '../errors.js';
import type { Conversation, ConversationContext } from './conversation.js';
import type { Exchange, Question } from './exchange.js';
import { ExchangeLedger } from './exchangeLedger.js';
import { listenTo } from './listenTo.js';

export interface ExpectRepliesOptions {
  /** How long a remote may owe an answer; for headers three times that. False: for ever. Default 30_000 (lbcd, stallResponseTimeout). */
  stallTimeoutMs?: number | false | undefined;
  /** False: an answer that comes too late is told as such, and the peer goes on. Default true. */
  endsPeer?: boolean | undefined;
}

/** Whose answer is owed, and how many times the patience is (lbcd, peer/peer.go maybeAddDeadline). */
const PATIENCE: Partial<Record<Question, number>> = { mempool: 1, getblocks: 1, getdata: 1, getheaders: 3 };

/**
 * Says nothing; reports every question with its answer, in both directions, and ends the peer when the remote owes one for too long.
 *
 *     received  --------h----------
 *     sent      --g---------d-----#      g getheaders, h headers, d getdata
 *     reports   --------x---------y      x answered, y unanswered
 *
 * A question is judged by itself: an answer clears what it answers, asking again extends nothing. Errors with PeerTimeoutError `STALLED`
 * for an unanswered mempool, getblocks, getdata, getheaders; that patience stands still while we hold the reading back, and starts anew
 * then. Remembers what waits, at most MAX_PENDING_QUESTIONS a side. lbcd, peer/peer.go stallHandler.
 */
export function expectReplies({ stallTimeoutMs = 30_000, endsPeer = true }: ExpectRepliesOptions = {}): Conversation {
  return (context) => (received$) =>
    defer(() => {
      const patienceMs = (question: Question): number =>
        stallTimeoutMs === false ? Infinity : stallTimeoutMs * (PATIENCE[question] ?? 1);
      const ledgerOf = (direction: Exchange['direction']): ExchangeLedger =>
        new ExchangeLedger({
          direction,
          network: context.network,
          patienceMs,
          onExchange: (exchange) => context.report({ kind: 'exchange', exchange }),
        });
      const ours = ledgerOf('sent');
      const theirs = ledgerOf('received');
      const { scheduler } = context;

      const heard$ = listenTo(received$, (message) => {
        const atMs = scheduler.now();
        ours.answer(message, atMs);
        theirs.ask(message, atMs);
      });
      const said$ = listenTo(context.sent$, (message) => {
        const atMs = scheduler.now();
        theirs.answer(message, atMs);
        ours.ask(message, atMs);
      });
      const stalled$ = stallTimeoutMs === false || !endsPeer ? NEVER : stalls(context, ours, patienceMs);
      return merge(heard$, said$, stalled$).pipe(
        finalize(() => {
          ours.end();
          theirs.end();
        }),
      );
    });
}

/** Errors when the oldest question of ours that is owed an answer has waited for too long. */
function stalls(
  { paused$, scheduler, sent$ }: ConversationContext,
  ledger: ExchangeLedger,
  patienceMs: (question: Question) => number,
): Observable<never> {
  return paused$.pipe(switchMap((paused) => (paused ? NEVER : watch(scheduler.now()))));

  function watch(resumedMs: number): Observable<never> {
    // Not a timer a question: one looks when the first may be due, and sleeps while nothing is owed.
    return new Observable((subscriber) => {
      let timer = Subscription.EMPTY;
      let timerDueMs = Infinity;

      function look(): void {
        timer.unsubscribe();
        timerDueMs = Infinity;
        const next = ledger
          .oldest()
          .filter(({ question }) => question in PATIENCE)
          .map((pending) => ({ pending, dueMs: Math.max(pending.askedAtMs, resumedMs) + patienceMs(pending.question) }))
          .sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) return;
        const leftMs = next.dueMs - scheduler.now();
        if (leftMs > 0) {
          timerDueMs = next.dueMs;
          timer = scheduler.schedule(look, leftMs);
          return;
        }
        const { question } = next.pending;
        const timeoutMs = patienceMs(question);
        subscriber.error(new PeerTimeoutError('STALLED', `${question} unanswered for ${timeoutMs} ms`, timeoutMs));
      }

      subscriber.add(() => timer.unsubscribe());
      look();
      subscriber.add(
        sent$.subscribe(({ command }) => {
          // A getdata may be due before the getheaders that the timer waits for.
          if (command in PATIENCE && scheduler.now() + patienceMs(command as Question) < timerDueMs) look();
        }),
      );
    });
  }
}
