import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { startProgram } from './runProgram.mjs';

/** Where Debian and the images of CI services have it. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of Chromium; undefined if this machine has none. */
export const chromiumFile = () => CHROMIUM.find((file) => existsSync(file));

/**
 * Opens the page in Chromium without a window, and resolves to the first text that the page sends to the address in `report` of its URL, or to
 * what Chromium printed if it sends none in time. Chromium stores its profile in `cwd`.
 */
export async function openPage(url, parameters, { cwd, timeoutMs }) {
  const { server, report, received } = await listenForReport();
  const page = `${url}?${new URLSearchParams({ ...parameters, report }).toString()}`;
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  const chromium = startProgram(
    chromiumFile(),
    [...args, '--enable-logging=stderr', `--user-data-dir=${join(cwd, 'chromium')}`, page],
    {
      cwd,
      timeoutMs,
    },
  );
  try {
    return await Promise.race([received, chromium.ended.then(({ output }) => output)]);
  } finally {
    chromium.kill();
    await chromium.ended;
    server.closeAllConnections();
    server.close();
  }
}

async function listenForReport() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const received = new Promise((resolve) => {
    server.on('request', async (request, response) => {
      const chunks = await request.toArray();
      response.end();
      resolve(Buffer.concat(chunks).toString());
    });
  });
  return { server, received, report: `http://127.0.0.1:${server.address().port}/` };
}
