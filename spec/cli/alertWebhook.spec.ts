import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { alertWebhook } from '../../lib/cli/alertWebhook.js';
import { parseDashboardArguments } from '../../lib/cli/dashboardArguments.js';
import type { AlertChange } from '../../lib/dashboard/collect/alertLog.js';
import { FIRST_RETRY_MS, MAX_POST_ATTEMPTS, MIN_POST_INTERVAL_MS } from '../../lib/export/webhook/postToWebhook.js';
import { parseWebhookTarget } from '../../lib/export/webhook/webhookTarget.js';
import { VirtualTime } from '../../lib/marbles.js';

const parse = (argv: string[], env = {}) => parseDashboardArguments(argv, env)!.alertWebhook;

describe('rxpeer dashboard --alert-webhook', () => {
  it('is parsed, and the environment is the default', () => {
    const url = 'https://a.example/secret';
    expect(parse(['--alert-webhook', url])).toMatchObject({ url, shownUrl: 'https://a.example/…' });
    expect(parse([], { RXPEER_ALERT_WEBHOOK: url })).toMatchObject({ url });
    expect(parse(['--alert-webhook', url], { RXPEER_ALERT_WEBHOOK: 'https://b.example/' })).toMatchObject({ url });
    expect(parse([], { RXPEER_ALERT_WEBHOOK: '' })).toBeUndefined();
    expect(parse([])).toBeUndefined();
  });

  it.each([
    ['ftp://user:secret@h/secret', 'a URL that begins with ftp://'],
    ['h/secret', 'another text'],
    ['', 'another text'],
    ['https://', 'a URL that begins with https://'],
    ['javascript:secret', 'another text'],
  ])('refuses %p, and prints no part of it that may be a secret', (text, got) => {
    const expected = `expected a URL such as https://HOST/PATH, got ${got}`;
    expect(() => parse([`--alert-webhook=${text}`])).toThrow(new Error(`--alert-webhook: ${expected}`));
    if (text === '') return;
    expect(() => parse([], { RXPEER_ALERT_WEBHOOK: text })).toThrow(new Error(`RXPEER_ALERT_WEBHOOK: ${expected}`));
  });
});

describe('alertWebhook', () => {
  it('posts the alert, and reports once that posting fails and once that it works again', async () => {
    const time = new VirtualTime();
    const change$ = new Subject<AlertChange>();
    const reports: string[] = [];
    const bodies: unknown[] = [];
    let status = 200;
    const target = parseWebhookTarget('https://hooks.example/secret')!;
    const fetchUrl = ((_: string, { body }: { body: string }) => {
      bodies.push(JSON.parse(body));
      return Promise.resolve(new Response(null, { status }));
    }) as typeof fetch;
    alertWebhook(change$, {
      target,
      network: 'bitcoin.regtest',
      scheduler: time,
      fetch: fetchUrl,
      report: (text) => reports.push(text),
    }).subscribe();
    const post = async (event: AlertChange['event'], withStatus: number): Promise<void> => {
      status = withStatus;
      change$.next({ event, row: ROW });
      for (let attempt = 0; attempt < MAX_POST_ATTEMPTS; attempt++) {
        await new Promise((resolve) => setImmediate(resolve));
        time.advance(FIRST_RETRY_MS * 2 ** attempt);
      }
      time.advance(MIN_POST_INTERVAL_MS);
    };
    await post('fired', 200);
    await post('ended', 200);
    expect(bodies).toEqual([
      {
        text: 'Peer is silent: 20.0.0.1:8333 (bitcoin.regtest): sent nothing',
        event: 'fired',
        network: 'bitcoin.regtest',
        at: '2023-11-14T22:13:20.000Z',
        alert: ROW,
      },
      expect.objectContaining({
        text: 'ended: Peer is silent: 20.0.0.1:8333 (bitcoin.regtest): sent nothing',
        event: 'ended',
      }),
    ]);
    expect(reports).toEqual([]);
    await post('fired', 404);
    await post('fired', 500);
    await post('fired', 200);
    await post('fired', 200);
    expect(reports).toEqual([
      'cannot post alerts to https://hooks.example/…: the server answered with status 404',
      'alerts are posted to https://hooks.example/… again',
    ]);
  });
});

const ROW: AlertChange['row'] = {
  key: 'silent peer/1',
  rule: 'silent peer',
  title: 'Peer is silent',
  severity: 'warning',
  text: 'sent nothing',
  peer: 1,
  address: '20.0.0.1:8333',
  sinceMs: 1_700_000_000_000,
  lastAtMs: 1_700_000_000_000,
  count: 1,
  isActive: true,
  isAcknowledged: false,
  evidence: { view: 'peer', peer: 1 },
};
