import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { answered } from '../helpers/nodes/peerInfo.js';
import { startProgram } from '../helpers/nodes/program.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { asJavaScript } from '../package/examples.js';
import { tourExample } from '../helpers/nodes/documentExample.js';

describeWith(await bitcoindAbsence(), "the tour's example, on a Bitcoin node", () => {
  // Inside the project folder, where Node resolves `rxpeer` to the project itself.
  const dir = join(projectRoot, '.cache', `tour-${process.pid}`);
  let node: BitcoinNode;

  beforeAll(async () => {
    await mkdir(dir, { recursive: true });
    node = await startBitcoind();
  });

  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
    await node?.stop();
  });

  it('prints version, inv, tx and block', async () => {
    const file = join(dir, 'watch.mjs');
    await writeFile(file, asJavaScript(await tourExample('watch.ts')));
    const example = startProgram([file, node.host, String(node.port)]);
    try {
      await example.line(/^version\b/);
      await answered(node, '/rxpeer:');
      await node.spend();
      await example.line(/^inv\b/);
      await example.line(/^tx\b/);
      await node.mine(1);
      await example.line(/^block\b/);
      expect(example.stderr()).toBe('');
    } finally {
      await example.kill();
    }
  });
});
