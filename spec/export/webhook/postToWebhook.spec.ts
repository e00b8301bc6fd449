import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import {
  FIRST_RETRY_MS,
  MAX_POST_ATTEMPTS,
  MAX_WAITING_POSTS,
  MIN_POST_INTERVAL_MS,
  POST_TIMEOUT_MS,
  postToWebhook,
} from '../../../lib/export/webhook/postToWebhook.js';
import { parseWebhookTarget } from '../../../lib/export/webhook/webhookTarget.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An HTTP server on loopback whose answers the test gives, and a webhook to it whose timers run in virtual time. */
async function webhook({ path = '/hook?secret=secret1', user = '' } = {}) {
  const requests: { request: IncomingMessage; response: ServerResponse; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => requests.push({ request, response, body }));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const time = new VirtualTime();
  const item$ = new Subject<object>();
  const target = parseWebhookTarget(`http://${user}127.0.0.1:${port}${path}`)!;
  const outcome = outcomeOf(item$.pipe(postToWebhook(target, { scheduler: time })));
  return {
    requests,
    item$,
    time,
    server,
    outcome,
    /** Waits for the nth request. */
    request: async (n: number) => {
      await until(() => requests.length >= n);
      return requests[n - 1]!;
    },
    /** Answers the nth request, and waits until the client has read the answer and waits for the next one. */
    answer: async (n: number, status: number, headers: Record<string, string> = {}) => {
      await until(() => requests.length >= n);
      const timeoutMs = time.nextMs;
      requests[n - 1]!.response.writeHead(status, headers).end('x'.repeat(1000));
      await until(() => time.nextMs !== timeoutMs);
    },
  };
}

/** Waits for real sockets, at most 5 s. */
async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`not within 5 s: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const delivered = { outcome: 'delivered' };

describe('postToWebhook', () => {
  it('posts an item as JSON, with the credentials of the URL as a header', async () => {
    const { answer, item$, outcome, request } = await webhook({ user: 'u:p%40ss@' });
    item$.next({ a: 1 });
    const { body, request: received } = await request(1);
    expect({ body, method: received.method, url: received.url }).toEqual({
      body: '{"a":1}',
      method: 'POST',
      url: '/hook?secret=secret1',
    });
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from('u:p@ss').toString('base64')}`,
    });
    await answer(1, 204);
    expect(outcome.values).toEqual([delivered]);
  });

  it('posts one item at a time, in order, and at most one per second', async () => {
    const { answer, item$, outcome, request, requests, time } = await webhook();
    for (const n of [1, 2]) item$.next({ n });
    await request(1);
    expect(requests).toHaveLength(1);
    await answer(1, 200);
    time.advance(MIN_POST_INTERVAL_MS - 1);
    expect(time.nextMs).toBe(MIN_POST_INTERVAL_MS);
    time.advance(1);
    expect((await request(2)).body).toBe('{"n":2}');
    item$.complete();
    await answer(2, 200);
    expect(outcome).toMatchObject({ values: [delivered, delivered] });
    expect(outcome.end).toBeUndefined();
    time.advance(MIN_POST_INTERVAL_MS);
    expect(outcome.end).toBe('complete');
  });

  it.each([500, 503, 408, 429])('posts again after status %p, with a delay that doubles', async (status) => {
    const { answer, item$, outcome, request, requests, time } = await webhook();
    item$.next({});
    for (let attempt = 1; attempt < MAX_POST_ATTEMPTS; attempt++) {
      await answer(attempt, status);
      const delayMs = FIRST_RETRY_MS * 2 ** (attempt - 1);
      expect(time.nextMs! - time.now()).toBe(delayMs);
      time.advance(delayMs);
      await request(attempt + 1);
    }
    await answer(MAX_POST_ATTEMPTS, status);
    expect(outcome.values).toEqual([{ outcome: 'failed', reason: `the server answered with status ${status}` }]);
    time.advance(60_000);
    expect(requests).toHaveLength(MAX_POST_ATTEMPTS);
    item$.next({});
    await answer(MAX_POST_ATTEMPTS + 1, 200);
    expect(outcome.values.slice(1)).toEqual([delivered]);
  });

  it('delivers with a later attempt', async () => {
    const { answer, item$, outcome, time } = await webhook();
    item$.next({});
    await answer(1, 500);
    time.advance(FIRST_RETRY_MS);
    await answer(2, 200);
    expect(outcome.values).toEqual([delivered]);
  });

  it.each([301, 400, 404])('does not post again, nor follow, after status %p', async (status) => {
    const { answer, item$, outcome, requests, time } = await webhook();
    item$.next({});
    await answer(1, status, { Location: '/elsewhere' });
    expect(outcome.values).toEqual([{ outcome: 'failed', reason: `the server answered with status ${status}` }]);
    time.advance(60_000);
    expect(requests).toHaveLength(1);
  });

  it('aborts a request without an answer after 10 s, and posts again', async () => {
    const { answer, item$, outcome, request, time } = await webhook();
    item$.next({});
    const { response } = await request(1);
    const closed = once(response, 'close');
    time.advance(POST_TIMEOUT_MS - 1);
    expect(response.destroyed).toBe(false);
    time.advance(1);
    await closed;
    time.advance(FIRST_RETRY_MS);
    await answer(2, 200);
    expect(outcome.values).toEqual([delivered]);
  });

  it('reports a server that cannot be reached, without any part of the URL', async () => {
    const { item$, outcome, server, time } = await webhook({ user: 'name:pass@' });
    server.close();
    await once(server, 'close');
    item$.next({});
    for (let attempt = 1; attempt < MAX_POST_ATTEMPTS; attempt++) {
      const timeoutMs = time.nextMs;
      await until(() => time.nextMs !== timeoutMs);
      time.advance(FIRST_RETRY_MS * 2 ** (attempt - 1));
    }
    await until(() => outcome.values.length === 1);
    expect(outcome.values).toEqual([{ outcome: 'failed', reason: 'the request failed: ECONNREFUSED' }]);
  });

  it('drops an item beyond 100 that wait, and reports it', async () => {
    const { answer, item$, outcome, request, time } = await webhook();
    for (let n = 0; n < MAX_WAITING_POSTS; n++) item$.next({ n });
    expect(outcome.values).toEqual([]);
    item$.next({});
    expect(outcome.values).toEqual([{ outcome: 'dropped', reason: 'more than 100 alerts were waiting' }]);
    await answer(1, 200);
    time.advance(MIN_POST_INTERVAL_MS);
    await request(2);
    item$.next({});
    expect(outcome.values.slice(1)).toEqual([delivered]);
  });

  it('aborts the request when it is unsubscribed', async () => {
    const { item$, outcome, request, time } = await webhook();
    item$.next({});
    const { response } = await request(1);
    const closed = once(response, 'close');
    outcome.unsubscribe();
    await closed;
    expect(time.waitingCount).toBe(0);
  });
});

describe('parseWebhookTarget', () => {
  it.each([
    ['https://hooks.example.org/services/T0/secret', 'https://hooks.example.org/…'],
    ['http://user:pass@127.0.0.1:8080/?token=secret#x', 'http://127.0.0.1:8080/…'],
    ['https://example.org', 'https://example.org'],
  ])('shows %p as %p', (url, shownUrl) => {
    const target = parseWebhookTarget(url)!;
    expect(target.shownUrl).toBe(shownUrl);
    expect(target.url).not.toMatch(/user|pass|#/);
  });

  it.each(['ftp://h/', 'hooks.example.org/x', 'file:///etc/passwd', '', 'javascript:alert(1)'])('refuses %p', (text) =>
    expect(parseWebhookTarget(text)).toBeUndefined(),
  );
});
