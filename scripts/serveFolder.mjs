import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Serves the files of a folder on http://127.0.0.1 below `base`. Port 0 chooses a free one. A path without an extension is the page of that
 * name, a path that ends with a slash the index of the folder; a path that does not exist gets 404.html with status 404.
 */
export async function serveFolder(folder, { port = 0, base = '/' } = {}) {
  const server = createServer((request, response) => {
    void respond(folder, base, request, response);
  });
  await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}${base}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(folder, base, request, response) {
  const found = await fileOf(folder, base, request.url ?? '/');
  const { path, content } = found ?? { path: '404.html', content: await contentOf(folder, '404.html') };
  response.statusCode = found === undefined ? 404 : 200;
  response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'no-cache');
  response.end(request.method === 'HEAD' ? undefined : (content ?? 'not found'));
}

async function fileOf(folder, base, url) {
  let path;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  if (!path.startsWith(base)) return undefined;
  const name = path.slice(base.length);
  const candidates = name === '' || name.endsWith('/') ? [`${name}index.html`] : [name, `${name}.html`];
  for (const candidate of candidates) {
    const content = await contentOf(folder, candidate);
    if (content !== undefined) return { path: candidate, content };
  }
  return undefined;
}

/** The content of a file inside of the folder; undefined if there is none. */
async function contentOf(folder, name) {
  const file = join(folder, name);
  if (!file.startsWith(join(folder, sep)) || name.includes('\0')) return undefined;
  return readFile(file).catch(() => undefined);
}
