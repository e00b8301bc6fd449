import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { projectRoot } from '../nodes/projectRoot.js';

/** A page that is served on 127.0.0.1. */
export interface BundledPage {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The files in its bundle, relative to the root of the project. */
  readonly inputs: readonly string[];
  close(): void;
}

/** Bundles a script with the built package, as an application would, and serves it in a page with this body. */
export async function serveBundledPage(script: string, body = ''): Promise<BundledPage> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: script, resolveDir: projectRoot },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    absWorkingDir: projectRoot,
    // The project's tsconfig maps #hexBatch, #sha256 and others to the modules for Node; users of the package have no such mapping.
    tsconfigRaw: '{}',
  });
  const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>${body}`;
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? outputFiles[0]!.text : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inputs: Object.keys(metafile.inputs),
    close: () => void server.close(),
  };
}
