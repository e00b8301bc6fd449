import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Subscription } from 'rxjs';
import { acceptedFormat } from '../../../lib/export/metrics/acceptedFormat.js';
import { metricsHandler } from '../../../lib/metrics.js';
import { afterTest } from '../../helpers/tcp.js';

const metricsOfName = (name: string) => ({
  collect: () => [
    { name, type: 'counter', help: 'One.', labelNames: [], samples: [{ labels: {}, value: 1 }] } as const,
  ],
});

// The header of Prometheus 2.42.
const PROMETHEUS =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

describe('the format for an Accept header', () => {
  it.each([
    [PROMETHEUS, 'openmetrics'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text; version="1.0.0"; charset=utf-8', 'openmetrics'],
    ['text/plain;q=0.5, Application/OpenMetrics-Text;version=1.0.0;q=0.6', 'openmetrics'],
    ['application/openmetrics-text;version=0.0.1', 'prometheus'],
    ['application/openmetrics-text;version=1.0.0;q=0.4,text/plain;q=0.5', 'prometheus'],
    ['application/openmetrics-text;version=1.0.0;q=0,*/*', 'prometheus'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
    ['application/json', 'prometheus'],
    [';;q=,,', 'prometheus'],
    ['', 'prometheus'],
    [undefined, 'prometheus'],
  ])('%s is %s', (accept, format) => expect(acceptedFormat(accept)).toBe(format));
});

describe('metricsHandler', () => {
  it('answers GET with the metrics, in the format that the client prefers', async () => {
    const port = await serve();
    const plain = await ask(port);
    expect(plain).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(plain.body).toContain('# TYPE one_total counter\none_total 1\n# HELP two_total');
    const open = await ask(port, { accept: PROMETHEUS });
    expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(open.body).toContain('# TYPE one counter\n');
    expect(open.body).toMatch(/# EOF\n$/);
  });

  it('answers HEAD without a body, and other methods with 405', async () => {
    const port = await serve();
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const refused = await ask(port, { method });
      expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
      expect(refused.body).toBe('only GET and HEAD are allowed\n');
    }
  });

  it('also accepts a single source of metrics', () => {
    let body = '';
    const response = { writeHead: () => undefined, end: (text = '') => (body = text) };
    metricsHandler(metricsOfName('one_total'))({ method: 'GET', headers: {} }, response);
    expect(body).toContain('one_total 1\n');
  });
});

async function serve(): Promise<number> {
  const server = createServer(metricsHandler([metricsOfName('one_total'), metricsOfName('two_total')]));
  afterTest(new Subscription(() => server.close()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(port: number, { accept, method = 'GET' }: { accept?: string; method?: string } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'close', ...(accept === undefined ? {} : { accept }) };
    const sent = request({ host: '127.0.0.1', port, method, headers }, (response) => {
      let body = '';
      response
        .setEncoding('utf8')
        .on('data', (text: string) => (body += text))
        .on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    sent.on('error', reject).end();
  });
}
