import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveFolder } from '../../scripts/serveFolder.mjs';

describe('a server of the files of a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxpeer-site-'));
  let server: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    mkdirSync(join(folder, 'dist/docs'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'dist/index.html'), 'home');
    writeFileSync(join(folder, 'dist/404.html'), 'unknown');
    writeFileSync(join(folder, 'dist/docs/nats.html'), 'nats');
    writeFileSync(join(folder, 'dist/app.js'), 'app');
    server = await serveFolder(join(folder, 'dist/'), { base: '/rxpeer/' });
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** By node:http, because fetch resolves `..` in a path before it sends it. */
  const get = (path: string) =>
    new Promise<{ status: number | undefined; type: string | undefined; text: string }>((resolve, reject) => {
      request(new URL(server.origin).origin, { path }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode, type: response.headers['content-type'], text }),
        );
      })
        .on('error', reject)
        .end();
    });

  it.each([
    ['/rxpeer/', 'home', 'text/html; charset=utf-8'],
    ['/rxpeer/docs/nats.html', 'nats', 'text/html; charset=utf-8'],
    ['/rxpeer/docs/nats', 'nats', 'text/html; charset=utf-8'],
    ['/rxpeer/docs/nats?x=1', 'nats', 'text/html; charset=utf-8'],
    ['/rxpeer/app.js', 'app', 'text/javascript; charset=utf-8'],
  ])('answers %s', async (path, text, type) => {
    expect(await get(path)).toEqual({ status: 200, type, text });
  });

  it.each([
    '/',
    '/docs/nats.html',
    '/rxpeer/docs/',
    '/rxpeer/none',
    '/rxpeer/../secret.txt',
    '/rxpeer/..%2Fsecret.txt',
    '/rxpeer/%2e%2e/%2e%2e/secret.txt',
    '/rxpeer/%',
    '/rxpeer/%00',
    '/rxpeer/docs',
  ])('answers %s with the page of unknown addresses', async (path) => {
    expect(await get(path)).toEqual({ status: 404, type: 'text/html; charset=utf-8', text: 'unknown' });
  });

  it('listens on 127.0.0.1 only', () => {
    expect(server.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/rxpeer\/$/);
  });
});
