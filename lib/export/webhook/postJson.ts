import { Observable } from 'rxjs';
import type { WebhookTarget } from './webhookTarget.js';

/** A POST that failed. The message contains no part of the URL. */
export class WebhookFailure extends Error {
  override readonly name = 'WebhookFailure';

  constructor(
    message: string,
    /** False if the server has refused the request itself, so that a second attempt has the same result. */
    readonly canRetry: boolean,
  ) {
    super(message);
  }
}

/**
 * Posts a text of JSON. Emits once and completes if the server answers with a status from 200 to 299; errors with WebhookFailure otherwise. Does not follow
 * redirections: the text would reach another server than the configured one. Unsubscribing aborts the request. Never reads the body of the answer.
 */
export function postJson(
  { authorization, url }: WebhookTarget,
  body: string,
  fetchUrl: typeof fetch = fetch,
): Observable<void> {
  // The end of the subscription has to abort the request: `from` would let it continue.
  return new Observable((subscriber) => {
    const controller = new AbortController();
    subscriber.add(() => controller.abort());
    const headers = { 'Content-Type': 'application/json', ...(authorization && { Authorization: authorization }) };
    fetchUrl(url, { method: 'POST', headers, body, redirect: 'manual', signal: controller.signal }).then(
      (response) => {
        void response.body?.cancel().catch(() => undefined);
        if (response.ok) {
          subscriber.next();
          subscriber.complete();
          return;
        }
        subscriber.error(new WebhookFailure(`the server answered with status ${response.status}`, canRetry(response)));
      },
      (error: unknown) => subscriber.error(new WebhookFailure(reasonOf(error), true)),
    );
  });
}

/** Status 408 (timeout), 429 (too many requests) and each status for a failure of the server (5xx) are temporary (RFC 9110). */
function canRetry({ status }: Response): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The code of the cause, such as ECONNREFUSED: messages of `fetch` can contain the URL, codes cannot. */
function reasonOf(error: unknown): string {
  const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `the request failed: ${code.slice(0, 40)}` : 'the request failed';
}
