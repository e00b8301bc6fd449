// Starts nats-server on loopback: for scripts/natsServer.mjs and for specs.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { freePort } from '../freePort.mjs';

const START_TIMEOUT_MS = 20_000;
const MAX_LOG_CHARACTERS = 100_000;

/** Where .ci/run installs the newest nats-server, if Go is there. */
export const NEWEST_SERVER = fileURLToPath(new URL('../../.cache/nats/nats-server', import.meta.url));

/** The executable files of nats-server on this machine with their versions: the newest one of .cache/nats, and that of the PATH. */
export function natsPrograms() {
  const programs = new Map();
  for (const file of [...(existsSync(NEWEST_SERVER) ? [NEWEST_SERVER] : []), 'nats-server', '/usr/sbin/nats-server']) {
    const version = versionOf(file);
    if (version !== undefined && !programs.has(version)) programs.set(version, file);
  }
  return Array.from(programs, ([version, file]) => ({ version, file }));
}

/**
 * Starts a server whose files are in `folder`: the configuration, and below `store` the JetStream store. Resolves when it accepts
 * connections. The server is killed if this process ends without stopping it, where setpriv is installed (Linux).
 */
export async function startServerProcess({
  file,
  folder,
  port,
  maxPayload = '8MB',
  jetStream = true,
  maxFileStore,
  maxMemoryStore,
  lines = [],
}) {
  const chosenPort = port ?? (await freePort());
  mkdirSync(folder, { recursive: true });
  const config = join(folder, 'nats.conf');
  const limits = [
    ...(maxFileStore === undefined ? [] : [`max_file_store: ${maxFileStore}`]),
    ...(maxMemoryStore === undefined ? [] : [`max_memory_store: ${maxMemoryStore}`]),
  ];
  writeFileSync(
    config,
    [
      `listen: "127.0.0.1:${chosenPort}"`,
      `max_payload: ${maxPayload}`,
      ...(jetStream ? [`jetstream { store_dir: ${JSON.stringify(join(folder, 'store'))}`, ...limits, '}'] : []),
      ...lines,
      '',
    ].join('\n'),
  );
  const [program, ...args] = [...endWithParent(), file, '-c', config];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const log = await untilReady(child, chosenPort);
  return {
    port: chosenPort,
    url: `nats://127.0.0.1:${chosenPort}`,
    pid: child.pid,
    log,
    exited,
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await exited;
    },
  };
}

function versionOf(file) {
  try {
    return /v(\d+\.\d+\.\d+\S*)/.exec(execFileSync(file, ['--version'], { encoding: 'utf8', stdio: 'pipe' }))?.[1];
  } catch {
    return undefined;
  }
}

/** A prefix of the command that lets the kernel kill the server when we end. */
function endWithParent() {
  try {
    execFileSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' });
    return ['setpriv', '--pdeathsig', 'KILL'];
  } catch {
    return [];
  }
}

/** Resolves to a function that returns the log; rejects with the log if the server ends or is not ready in time. */
function untilReady(child, port) {
  let log = '';
  return new Promise((resolve, reject) => {
    const fail = (reason) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`nats-server on port ${port} ${reason}\n${log}`));
    };
    const timer = setTimeout(() => fail(`is not ready within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once('error', (error) => fail(`cannot be run: ${error.message}`));
    child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log = (log + text).slice(-MAX_LOG_CHARACTERS);
      if (!log.includes('Server is ready')) return;
      clearTimeout(timer);
      resolve(() => log);
    });
  });
}
