import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SENDER = fileURLToPath(new URL('sender.mjs', import.meta.url));

/** Starts the process that sends a file `passes` times, and resolves with the port on which it listens. The sender exits with this process. */
export function startSender(file, chunkBytes, passes) {
  return startListening(process.execPath, [SENDER, file, chunkBytes, passes]);
}

/** The same, but it sends only when `begin` is called. */
export function startWaitingSender(file, chunkBytes, passes) {
  return startListening(process.execPath, [SENDER, file, chunkBytes, passes, 'wait']);
}

/** The same for any program that prints its port first and exits when its standard input is closed. */
export async function startListening(program, args) {
  const sender = spawn(program, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(sender.stdout, 'data');
  return { port: Number(port), begin: () => sender.stdin.write('begin\n'), stop: () => sender.kill() };
}
