import { utimes } from 'node:fs/promises';
import { outputFolder, siteFolder } from './paths.mjs';

/** Writes the static files. Errors if a link between pages leads nowhere. */
export async function buildSite() {
  const { build } = await import('vitepress');
  await build(siteFolder);
  // VitePress deletes a temporary folder after it has written the pages, so they would be older than .vitepress/, and never up to date.
  const now = new Date();
  await utimes(`${outputFolder}index.html`, now, now);
}

/** Serves the pages from their sources on 127.0.0.1, and shows every change at once. Runs until the process ends. */
export async function startDevServer(port) {
  const { createServer } = await import('vitepress');
  const server = await createServer(siteFolder, { host: '127.0.0.1', port });
  await server.listen();
  server.printUrls();
}
