import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../freePort.mjs';
import { serveFolder } from '../../serveFolder.mjs';
import { openPage } from '../openPage.mjs';
import { programText } from '../programs.mjs';
import { runProgram, startProgram } from '../runProgram.mjs';
import { startBridge } from '../startBridge.mjs';

/** Bundles a page and opens it in Chromium. @param {import('../runCells.mjs').Context} context */
export async function runCell({ cell, tool, runtime, installed, timeoutMs }) {
  const { program, expected, needsBridge } = PAGES[cell.column];
  const files = {
    'index.html': documentOf('/main.mjs'),
    'main.mjs': programText(program),
    'webpackBuild.mjs': programText('webpackBuild.mjs'),
  };
  const cwd = await installed.projectOf(cell.name, { files, tools: [tool] });
  const node = runtime?.file ?? process.execPath;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const closing = [];
  try {
    const bundled = await BUNDLERS[cell.row.name]({ node, tool, cwd, port, timeoutMs, closing });
    if (bundled !== undefined) return { isWorking: false, output: bundled };
    const query = needsBridge
      ? `?bridge=${encodeURIComponent(await startBridge({ installed, cwd, origin, timeoutMs, closing }))}`
      : '';
    const result = await openPage(`${origin}/${query}`, { timeoutMs });
    return { isWorking: expected === result, output: result };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** A page with this script only. */
function documentOf(script) {
  return `<!doctype html><title>rxpeer</title><script type="module" src="${script}"></script>`;
}

/** The program of the page and what it reports, by column. */
const PAGES = {
  'in-page': { program: 'inPage.mjs', expected: 'transport v2, 100 headers, the tip' },
  'by-bridge': { program: 'byBridge.mjs', expected: 'transport v2, 100 headers', needsBridge: true },
  'wire-only': { program: 'wireOnly.mjs', expected: 'ping 7' },
};

/** Bundles and serves, by row. Resolves to the output of a bundler that failed, or to undefined. */
const BUNDLERS = {
  // The installation script of esbuild replaces its script by the program itself: both can be executed, Node runs the script only.
  esbuild: (run) =>
    buildAndServe(run, run.tool.file, ['main.mjs', '--bundle', '--minify', '--format=esm', '--outfile=out/main.js']),
  webpack: (run) => buildAndServe(run, run.node, ['webpackBuild.mjs']),
  'vite-build': (run) =>
    buildAndServe(run, run.node, [run.tool.file, 'build', '--outDir', 'out', '--logLevel', 'warn']),
  async 'vite-dev'({ node, tool, cwd, port, timeoutMs, closing }) {
    const args = [tool.file, '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
    const server = startProgram(node, args, { cwd, timeoutMs });
    closing.push(() => {
      server.kill();
      return server.ended;
    });
    return server.line(/127\.0\.0\.1:/).then(
      () => undefined,
      (error) => error.message,
    );
  },
};

async function buildAndServe({ cwd, port, timeoutMs, closing }, program, args) {
  const { code, output } = await runProgram(program, args, { cwd, timeoutMs });
  if (code !== 0) return `exit code ${code}\n${output}`;
  const out = join(cwd, 'out');
  // esbuild and webpack write the script only.
  const page = join(out, 'index.html');
  if (!existsSync(page)) await writeFile(page, documentOf('/main.js'));
  const { close } = await serveFolder(out, { port });
  closing.push(close);
  return undefined;
}
