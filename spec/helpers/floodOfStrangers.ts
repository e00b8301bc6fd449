import type { randomFillSync as RandomFillSync } from 'node:crypto';
import type { connect as Connect } from 'node:net';
import { startProgram, type Program } from './nodes/program.js';

/** What each unknown client sends after it has connected. */
export type StrangerKind = 'nothing' | 'key' | 'garbage';

/** Unknown clients that connect from another process. */
export interface StrangersOptions {
  port: number;
  /** The local address of the clients. */
  localAddress: string;
  /** `nothing`; `key`: 64 random bytes; `garbage`: random bytes until the connection ends. */
  kind: StrangerKind;
  perSecond: number;
}

/** Starts them. It prints `started` at the first connection; at SIGTERM it prints the number that have connected, and ends. */
export function startStrangers({ port, localAddress, kind, perSecond }: StrangersOptions): Program {
  return startProgram([
    '--input-type=module',
    '--eval',
    `(${strangers.toString()})(${JSON.stringify({ port, localAddress, kind, perSecond })}, await import('node:net'), await import('node:crypto'))`,
  ]);
}

/** Runs in the other process. */
function strangers(
  { port, localAddress, kind, perSecond }: StrangersOptions,
  { connect }: { connect: typeof Connect },
  { randomFillSync }: { randomFillSync: typeof RandomFillSync },
): void {
  let connected = 0;
  let dialled = 0;
  const startMs = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - startMs) * perSecond) / 1000;
    // Not more at once than those of 20 ms, so that a pause of this process does not cause a burst.
    if (due - dialled > perSecond / 50) dialled = Math.floor(due - perSecond / 50);
    for (; dialled < due; dialled++) dialOnce();
  }, 2);

  function dialOnce(): void {
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.on('error', () => undefined).resume();
    socket.on('connect', () => {
      connected += 1;
      if (connected === 1) process.stdout.write('started\n');
      if (kind !== 'nothing') socket.write(randomFillSync(new Uint8Array(64)));
      if (kind === 'garbage') sendGarbage();
    });
    function sendGarbage(): void {
      if (socket.destroyed) return;
      if (socket.write(randomFillSync(new Uint8Array(4000)))) setTimeout(sendGarbage, 5);
      else socket.once('drain', sendGarbage);
    }
  }

  process.on('SIGTERM', () => {
    clearInterval(timer);
    process.stdout.write(`connected ${connected}\n`, () => process.exit(0));
  });
}
