import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addContentSecurityPolicy } from '../../site/.vitepress/contentSecurityPolicy.mjs';
import { serveFolder } from '../../site/build/serveFolder.mjs';

describe('the server of the site', () => {
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

describe('the Content-Security-Policy of a page', () => {
  it('allows own files and the inline scripts that the page has', () => {
    const script = 'document.title = 1;';
    const hash = createHash('sha256').update(script).digest('base64');
    const html = `<html><head><script id="a">${script}</script><script src="/b.js"></script></head></html>`;
    const policy = /content="([^"]*)"/.exec(addContentSecurityPolicy(html))?.[1];
    expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}';`);
    expect(policy).toContain("default-src 'self'");
    expect(policy?.match(/sha256-/g)).toHaveLength(1);
  });
});
