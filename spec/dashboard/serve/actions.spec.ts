import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, of, Subject, Subscription } from 'rxjs';
import { WebSocket } from 'ws';
import { createActions } from '../../../lib/dashboard/act/createActions.js';
import type { Monitor } from '../../../lib/dashboard/collect/monitor.js';
import type { ActionResult } from '../../../lib/dashboard/protocol/action.js';
import type { Update } from '../../../lib/dashboard/protocol/update.js';
import { serveDashboard, type ServedDashboard } from '../../../lib/dashboard/serve/serveDashboard.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { eventually } from '../../helpers/nodes/soon.js';
import { afterTest } from '../../helpers/tcp.js';

const HTML = '<head><meta name="action-token" content="" /></head>';
const html = { type: 'text/html; charset=utf-8', bytes: Buffer.from(HTML) };
const files = new Map([
  ['/', html],
  ['/peers', html],
  ['/page/app.js', { type: 'text/javascript; charset=utf-8', bytes: Buffer.from(HTML) }],
]);

/** A server of a page without peers, whose actions are real. */
async function serve() {
  const scheduler = new VirtualTime();
  const banned: string[] = [];
  const peers$ = of([]);
  const pool = { peers$, ban: (host: string) => void banned.push(host), unban: () => false };
  const actions = createActions(pool, { scheduler });
  const monitor = { run: 1, answers: {}, actions } as unknown as Monitor;
  const served$ = new Subject<ServedDashboard>();
  const served = firstValueFrom(served$);
  const server$ = serveDashboard({ monitor$: of(monitor), files, port: 0, scheduler });
  afterTest(server$.subscribe((each) => served$.next(each)));
  return { port: (await served).port, actions, banned };
}

function get(port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

const tokenIn = (body: string): string | undefined => /name="action-token" content="([0-9a-f]{64})"/.exec(body)?.[1];

/** Asks for the ban of a host, as a client with an admitted Origin. */
async function ban(port: number, token: string): Promise<ActionResult> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { origin: `http://127.0.0.1:${port}` });
  afterTest(new Subscription(() => socket.terminate()));
  const updates: Update[] = [];
  socket.on('message', (data: Buffer) => updates.push(JSON.parse(data.toString()) as Update));
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  const params = { token, action: 'ban', host: '8.8.8.8' };
  socket.send(JSON.stringify({ kind: 'ask', number: 7, question: 'act', params }));
  await eventually(
    () => Promise.resolve(updates),
    ({ length }) => length > 0,
    'the answer',
  );
  expect(updates[0]!.answers![0]!.number).toBe(7);
  return updates[0]!.answers![0]!.answer as ActionResult;
}

describe('actions of a page', () => {
  it('are done and logged with the token of its document', async () => {
    const { actions, banned, port } = await serve();
    const token = tokenIn((await get(port, '/')).body)!;
    expect(await ban(port, token)).toMatchObject({ isDone: true });
    expect(banned).toEqual(['8.8.8.8']);
    expect(actions.rows()).toMatchObject([{ action: 'ban', target: '8.8.8.8', by: 'a page at 127.0.0.1' }]);
  });

  it('are refused, with what to do, and not logged without the right token', async () => {
    const { actions, banned, port } = await serve();
    const token = tokenIn((await get(port, '/')).body)!;
    const other = token.startsWith('a') ? `b${token.slice(1)}` : `a${token.slice(1)}`;
    for (const wrong of ['x', other, token.slice(1)])
      expect(await ban(port, wrong)).toEqual({ isDone: false, text: expect.stringContaining('Reload the page') });
    expect(banned).toEqual([]);
    expect(actions.rows()).toEqual([]);
  });

  it('have a token that differs after each start, in every document of the page and in no other file', async () => {
    const { port } = await serve();
    const first = tokenIn((await get(port, '/')).body);
    expect(first).toBeDefined();
    expect(tokenIn((await get(port, '/peers')).body)).toBe(first);
    expect((await get(port, '/page/app.js')).body).toBe(HTML);
    expect(tokenIn((await get((await serve()).port, '/')).body)).not.toBe(first);
  });

  it('have a token that no other origin gets: no CORS headers, no caches, no frames, no answer to another Origin', async () => {
    const { port } = await serve();
    const { headers } = await get(port, '/');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-frame-options': 'DENY',
    });
    const refused = await get(port, '/', { Origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect(tokenIn(refused.body)).toBeUndefined();
  });
});
