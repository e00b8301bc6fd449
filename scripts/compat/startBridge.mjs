import { join } from 'node:path';
import { startProgram } from './runProgram.mjs';

/** Starts a simulated node with 100 blocks, and a bridge to it for pages of this origin. Resolves to the URL for `webSocketDuplex`. */
export async function startBridge({ installed, cwd, origin, timeoutMs, closing }) {
  const cli = join(installed.root, 'node_modules/rxpeer/dist/cli/rxpeer.js');
  const start = (args) => {
    const program = startProgram(process.execPath, args, { cwd, timeoutMs });
    closing.push(() => {
      program.kill();
      return program.ended;
    });
    return program;
  };
  const simulation = start(['--input-type=module', '-e', SIMULATION]);
  const [, port] = await simulation.line(/^port (\d+)$/m);
  const bridge = start([cli, 'bridge', '--allow', `127.0.0.1:${port}`, '--listen', '0', '--origin', origin]);
  const [url] = await bridge.line(/ws:\/\/\S+/);
  return url;
}

const SIMULATION = `
import { simulateNode } from 'rxpeer/simulator';
simulateNode({ initialBlocks: 100 }).subscribe(({ port }) => console.log('port', port));
`;
