import {
  catchError,
  concat,
  concatMap,
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  retry,
  Subject,
  throwError,
  timeout,
  timer,
  type Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { postJson, WebhookFailure } from './postJson.js';
import type { WebhookTarget } from './webhookTarget.js';

/** Items that wait for the server, the one that is being posted included. Beyond it new items are dropped and reported. */
export const MAX_WAITING_POSTS = 100;
/** The minimum time between two requests, in milliseconds. */
export const MIN_POST_INTERVAL_MS = 1000;
/** The time that the server has to answer, in milliseconds. */
export const POST_TIMEOUT_MS = 10_000;
/** The maximum number of requests for one item. */
export const MAX_POST_ATTEMPTS = 5;
/** The time until the second request for an item, in milliseconds; it doubles with each further one. */
export const FIRST_RETRY_MS = 1000;

/** The outcome of an item. */
export interface WebhookOutcome {
  /** `delivered`: the server accepted it. `failed`: no attempt succeeded. `dropped`: too many items were waiting. */
  readonly outcome: 'delivered' | 'failed' | 'dropped';
  /** Why it was not delivered, without any part of the URL; absent if it was. */
  readonly reason?: string;
}

/** Options of `postToWebhook`. */
export interface PostToWebhookOptions {
  /** The timers. */
  scheduler: SchedulerLike;
  /** Sends a request. Default: the global `fetch`. */
  fetch?: typeof fetch | undefined;
}

/**
 * Posts each item as JSON, one at a time and in order, and emits the outcome.
 *
 *     source         --a-b-----------|
 *     requests       --a-----a-b------        the first request fails
 *     postToWebhook  --------d-d------|       d = { outcome: 'delivered' }
 *
 * A request fails by its status, by an error of the connection, or after POST_TIMEOUT_MS. It is repeated after 1, 2, 4 and 8 s, unless the server has
 * refused it (a status from 300 to 499 other than 408 and 429). There are at least MIN_POST_INTERVAL_MS between the end of a request and the next
 * request. At most MAX_WAITING_POSTS items wait. Completes when the source has completed and all items are done; unsubscribing aborts.
 * Errors only with the source.
 */
export function postToWebhook(
  target: WebhookTarget,
  { fetch: fetchUrl, scheduler }: PostToWebhookOptions,
): OperatorFunction<object, WebhookOutcome> {
  return (source$) =>
    defer(() => {
      let waiting = 0;
      const dropped$ = new Subject<WebhookOutcome>();
      const posted$ = source$.pipe(
        finalize(() => dropped$.complete()),
        filter(() => {
          if (waiting < MAX_WAITING_POSTS) return true;
          dropped$.next({ outcome: 'dropped', reason: `more than ${MAX_WAITING_POSTS} alerts were waiting` });
          return false;
        }),
        map((item) => {
          waiting++;
          return JSON.stringify(item);
        }),
        concatMap((body) =>
          concat(
            deliver(
              defer(() => postJson(target, body, fetchUrl)),
              scheduler,
            ),
            timer(MIN_POST_INTERVAL_MS, scheduler).pipe(ignoreElements()),
          ).pipe(finalize(() => waiting--)),
        ),
      );
      return merge(dropped$, posted$);
    });
}

function deliver(post$: Observable<void>, scheduler: SchedulerLike): Observable<WebhookOutcome> {
  return post$.pipe(
    timeout({
      first: POST_TIMEOUT_MS,
      scheduler,
      with: () => throwError(() => new WebhookFailure(`no answer within ${POST_TIMEOUT_MS / 1000} s`, true)),
    }),
    retry({
      count: MAX_POST_ATTEMPTS - 1,
      delay: (error: WebhookFailure, attempt) =>
        error.canRetry ? timer(FIRST_RETRY_MS * 2 ** (attempt - 1), scheduler) : throwError(() => error),
    }),
    map((): WebhookOutcome => ({ outcome: 'delivered' })),
    catchError((error: unknown) =>
      of<WebhookOutcome>({ outcome: 'failed', reason: (error as WebhookFailure).message }),
    ),
  );
}
