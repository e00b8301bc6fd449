import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { freePort } from '../../../scripts/freePort.mjs';

/** Why there is no microsocks; undefined if it is installed. */
export const microsocksAbsence = ((): string | undefined => {
  try {
    execFileSync('sh', ['-c', 'command -v microsocks'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'microsocks is not installed (apt-get install microsocks)';
  }
})();

/** Starts microsocks on a free port of 127.0.0.1. */
export async function startMicrosocks(
  ...args: readonly string[]
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const port = await freePort();
  const child = spawn('microsocks', ['-i', '127.0.0.1', '-p', String(port), ...args], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  for (let attempts = 0; !(await accepts(port)); attempts++) {
    if (attempts === 100 || child.exitCode !== null) {
      await stop();
      throw new Error(`microsocks does not listen on 127.0.0.1:${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, stop };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
