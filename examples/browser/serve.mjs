// node examples/browser/serve.mjs [PORT]: bundles the page, and serves it on http://127.0.0.1:PORT, by default 5173.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('page/', import.meta.url));

/** Only own scripts and styles run, no markup is made of text, and the only connections are those to bridges. */
const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  'connect-src ws://127.0.0.1:* ws://localhost:* wss:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Bundles the page and serves it on 127.0.0.1. Port 0 chooses a free one. */
export async function serveExample(port) {
  const files = new Map([
    ['/', { type: 'text/html', content: readFileSync(`${folder}index.html`, 'utf8') }],
    ['/style.css', { type: 'text/css', content: readFileSync(`${folder}style.css`, 'utf8') }],
    ['/page.js', { type: 'text/javascript', content: await bundle() }],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.setHeader('Content-Security-Policy', SECURITY_POLICY);
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Content-Type', `${file?.type ?? 'text/plain'}; charset=utf-8`);
    response.statusCode = file === undefined ? 404 : 200;
    response.end(file?.content ?? 'not found');
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [`${folder}page.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    // The tsconfig of the example maps rxpeer to its sources, for the editor; a page uses the package.
    tsconfigRaw: '{}',
  });
  return outputFiles[0].text;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serveExample(Number(argv[2] ?? 5173));
  console.log(`${origin}/   Ctrl-C stops it`);
}
