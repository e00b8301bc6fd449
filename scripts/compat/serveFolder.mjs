import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript' };
/** The page of a bundler that writes none. */
const PAGE = '<!doctype html><title>rxpeer</title><script type="module" src="/main.js"></script>';

/** Serves the files of a folder on 127.0.0.1. Resolves to the function that stops it. */
export async function serveFolder(folder, port) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    readFile(join(folder, path))
      .catch(() => (path === '/index.html' ? PAGE : undefined))
      .then((content) => {
        response.statusCode = content === undefined ? 404 : 200;
        response.setHeader('Content-Type', TYPES[extname(path)] ?? 'text/plain').end(content ?? 'not found');
      });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}
