import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts the process that sends a file, and resolves with the port on which it listens. The sender exits with this process. */
export async function startSender(file, chunkBytes) {
  const sender = spawn(
    process.execPath,
    [fileURLToPath(new URL('sender.mjs', import.meta.url)), file, chunkBytes].map(String),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [port] = await once(sender.stdout, 'data');
  return { port: Number(port), stop: () => sender.kill() };
}
