import { describe } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsPrograms, startServerProcess, type ServerProcessOptions } from '../../../scripts/nats/serverProcess.mjs';
import { describeWith } from './describeWith.js';

/** An installed nats-server. */
export interface NatsProgram {
  /** Such as 2.9.10. */
  readonly version: string;
  /** The executable file. */
  readonly file: string;
}

/** A nats-server of a spec, on one port and with one store for its whole life. */
export interface NatsServer {
  readonly url: string;
  readonly port: number;
  readonly program: NatsProgram;
  /** The process of the running server. */
  pid(): number;
  /** The log of the running server. */
  log(): string;
  /** Kills the server (SIGKILL); the store stays. */
  kill(): Promise<void>;
  /** Kills the server if it runs, and starts it again on the same port with the same store. */
  restart(changes?: Pick<NatsServerOptions, 'lines' | 'maxPayload' | 'maxFileStore'>): Promise<void>;
  /** Kills the server and deletes its store. */
  stop(): Promise<void>;
}

export type NatsServerOptions = Omit<ServerProcessOptions, 'file' | 'folder'>;

const programs: readonly NatsProgram[] = natsPrograms();

/** Runs the suite once for each installed version: Debian's, and the newest one in .cache/nats (see .ci/run). */
export function describeWithNats(title: string, define: (program: NatsProgram) => void): void {
  if (programs.length === 0) {
    describeWith('nats-server is not installed (apt-get install nats-server)', title, () => undefined);
  }
  for (const program of programs) describe(`${title}, nats-server ${program.version}`, () => define(program));
}

/** Starts a server on 127.0.0.1 with JetStream. The caller stops it. */
export async function startNats(program: NatsProgram, options: NatsServerOptions = {}): Promise<NatsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rxpeer-nats-'));
  const start = (changes: NatsServerOptions) =>
    startServerProcess({ ...options, ...changes, file: program.file, folder });
  let running = await start({});
  const { port, url } = running;
  return {
    url,
    port,
    program,
    pid: () => running.pid,
    log: () => running.log(),
    kill: () => running.kill(),
    async restart(changes = {}) {
      await running.kill();
      running = await start({ ...changes, port });
    },
    async stop() {
      await running.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
