// node scripts/natsServer.mjs: a NATS server on loopback for tests and experiments; see USAGE.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { natsPrograms, startServerProcess } from './nats/serverProcess.mjs';

const USAGE = `Usage: node scripts/natsServer.mjs [--port N] [--max-payload SIZE] [--server FILE] [--line TEXT]...

Starts a real nats-server on 127.0.0.1 with JetStream and a store in a temporary folder, and prints its URL. On SIGINT,
on SIGTERM and when its parent process ends, it ends the server and deletes the store.

  --port N            default: a free port
  --max-payload SIZE  maximum payload of a message (default 8MB)
  --server FILE       the executable file (default: .cache/nats/nats-server, or nats-server of the PATH)
  --line TEXT         a further line of the configuration, such as
                        --line 'authorization { user: monitor, password: secret }'
                        --line 'tls { cert_file: "/path/cert.pem", key_file: "/path/key.pem" }'

Exit status: 0 ended by a signal or with its parent, 1 the server failed, 2 wrong usage, 69 no nats-server is installed.`;

const PARENT_CHECK_INTERVAL_MS = 500;

const options = optionsOf(process.argv.slice(2));
if (options === undefined || options.help) console[options ? 'log' : 'error'](USAGE);
if (options === undefined) process.exitCode = 2;
else if (!options.help) process.exitCode = await serve(options);

async function serve({ port, 'max-payload': maxPayload, server, line }) {
  const file = server ?? natsPrograms()[0]?.file;
  if (file === undefined) {
    console.error('nats-server is not installed: apt-get install nats-server');
    return 69;
  }
  const ended = untilEnd(process.ppid);
  const folder = mkdtempSync(join(tmpdir(), 'rxpeer-nats-'));
  try {
    const started = await startServerProcess({ file, folder, port: port && Number(port), maxPayload, lines: line });
    console.log(started.url);
    const reason = await Promise.race([started.exited.then(() => 'exited'), ended]);
    if (reason !== 'exited') await started.kill('SIGTERM');
    else console.error(started.log());
    return reason === 'exited' ? 1 : 0;
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resolves with a signal, or when another process becomes our parent. */
function untilEnd(parent) {
  return new Promise((resolve) => {
    const timer = setInterval(() => process.ppid !== parent && end(), PARENT_CHECK_INTERVAL_MS);
    const end = () => {
      clearInterval(timer);
      resolve('ended');
    };
    timer.unref();
    process.once('SIGINT', end).once('SIGTERM', end);
  });
}

function optionsOf(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        help: { type: 'boolean', default: false },
        port: { type: 'string' },
        'max-payload': { type: 'string', default: '8MB' },
        server: { type: 'string' },
        line: { type: 'string', multiple: true, default: [] },
      },
    });
    if (values.port !== undefined && !/^\d{1,5}$/.test(values.port))
      throw new Error(`--port ${values.port}: not a port`);
    return values;
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}
