import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { Cleanup, connectTo } from '../helpers/nodes/natsMonitor.js';
import { describeWithNats, startNats, type NatsServerOptions } from '../helpers/nodes/natsServer.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually } from '../helpers/nodes/soon.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const REGTEST = ['--network', 'bitcoin.regtest'];
const SECRET = 'hunter2-secret';

describeWithNats('rxpeer publish and rxpeer watch --nats', (program) => {
  const cleanup = new Cleanup();

  afterEach(() => cleanup.run());

  async function server(options: NatsServerOptions = {}) {
    const started = await startNats(program, options);
    cleanup.add(() => started.stop());
    return started;
  }

  function rxpeer(...args: string[]): Program {
    const started = startProgram(['dist/cli/rxpeer.js', ...args]);
    cleanup.add(() => started.kill());
    return started;
  }

  const publish = (url: string, monitor: string, ...args: string[]): Program =>
    rxpeer('publish', '--simulate', '3', '--nats', url, '--monitor', monitor, ...args);

  const printed = (running: Program, pattern: RegExp): Promise<string> =>
    eventually(
      () => Promise.resolve(running.stderr()),
      (text) => pattern.test(text),
      `${String(pattern)} on standard error`,
    );

  it('prints the messages of two monitors, their joins and their ends', async () => {
    const { url } = await server();
    const watching = rxpeer('watch', '--nats', url, ...REGTEST, '--sent');
    await printed(watching, /^rxpeer: reading the monitors of bitcoin\.regtest on nats:/);
    const berlin = publish(url, 'berlin');
    const tokyo = publish(url, 'tokyo');
    for (const name of ['berlin', 'tokyo']) {
      await watching.line(new RegExp(`Z ${name} 127\\.0\\.0\\.1:\\d+ ← version 70016 /rxpeer:`));
      await watching.line(new RegExp(`Z ${name} 127\\.0\\.0\\.1:\\d+ → verack$`));
      await watching.line(new RegExp(`Z ${name} 127\\.0\\.0\\.1:\\d+ ← inv `));
      await printed(watching, new RegExp(`^rxpeer: ${name} 127\\.0\\.0\\.1:\\d+: transport v2, encrypted$`, 'm'));
    }
    await printed(
      berlin,
      /^rxpeer: publishing bitcoin\.regtest as the monitor "berlin" to nats:\/\/127\.0\.0\.1:\d+, /,
    );
    berlin.signal('SIGINT');
    expect(await berlin.ended()).toBe(0);
    // The goodbye arrives long before the monitor would count as silent.
    await printed(watching, /^rxpeer: berlin 127\.0\.0\.1:\d+: the monitor closed the connection$/m);
    await printed(watching, /^rxpeer: berlin: has ended$/m);
    expect(watching.stderr()).not.toMatch(/tokyo: has ended|records lost/);
    watching.signal('SIGINT');
    expect(await watching.ended()).toBe(0);
    await tokyo.kill();
  });

  it('writes what monitors publish as Parquet files, beginning with the history', async () => {
    const { url } = await server();
    const berlin = publish(url, 'berlin', '--history', '3600', '--for', '3');
    expect(await berlin.ended()).toBe(0);
    const folder = join(temporaryFolder(), 'archive');
    const exporting = rxpeer('export', '--nats', url, ...REGTEST, '--since', '60', '--for', '3', '--parquet', folder);
    expect(await exporting.ended()).toBe(0);
    const counts = /wrote (\d+) messages, (\d+) sightings, (\d+) exchanges, (\d+) connections/.exec(exporting.stderr());
    expect(counts).not.toBeNull();
    const rows = (await parquetReadObjects({
      file: await asyncBufferFromFile(join(folder, 'messages.parquet')),
    })) as { monitor: string; command: string }[];
    expect(rows).toHaveLength(Number(counts![1]));
    expect(new Set(rows.map(({ monitor }) => monitor))).toEqual(new Set(['berlin']));
    expect(rows.map(({ command }) => command)).toContain('inv');
  });

  it('shows the history with --since, and says what to do without a stream', async () => {
    const { url } = await server();
    const without = rxpeer('watch', '--nats', url, ...REGTEST, '--since', '60');
    await printed(without, /rxpeer: .*rxpeer-bitcoin=2Eregtest/);
    expect(await publish(url, 'berlin', '--history', '3600', '--for', '2').ended()).toBe(0);
    const watching = rxpeer('watch', '--nats', url, ...REGTEST, '--since', '60', '--only', 'version');
    await watching.line(/Z berlin 127\.0\.0\.1:\d+ ← version 70016 /);
  });

  it('publishes events of peer-observer, and serves metrics with the state of NATS', async () => {
    const { url } = await server();
    const connection = await connectTo(url, cleanup);
    const subjects = new Set<string>();
    connection.subscribe('*', { callback: (_, { subject }) => void subjects.add(subject) });
    await connection.flush();
    const running = publish(url, 'berlin', '--format', 'peer-observer', '--metrics', '0');
    const text = await printed(running, /^rxpeer: metrics http:\S+$/m);
    await eventually(
      () => Promise.resolve([...subjects].sort()),
      (all) => ['netconn', 'netmsg'].every((subject) => all.includes(subject)),
      'events of connections and messages',
    );
    const metrics = await fetch(/^rxpeer: metrics (http:\S+)$/m.exec(text)![1]!);
    expect(await metrics.text()).toMatch(/^rxpeer_nats_connected 1$/m);
  });

  it('prints JSON with the monitor, ends after --count, and shows only the named monitors', async () => {
    const { url } = await server();
    publish(url, 'berlin');
    publish(url, 'tokyo', '--no-payloads', '--commands', 'inv,ping');
    const only = rxpeer('watch', '--nats', url, ...REGTEST, '--monitor', 'tokyo', '--json', '--count', '5');
    const lines = Array.from({ length: 5 }, async () => JSON.parse(await only.line(/^\{/)) as Record<string, unknown>);
    for (const line of await Promise.all(lines)) {
      expect(line).toMatchObject({ monitor: 'tokyo', command: expect.stringMatching(/^(inv|ping)$/), message: null });
    }
    expect(await only.ended()).toBe(0);
  });

  it('refuses a second process with the same name, with exit code 1', async () => {
    const { url } = await server();
    const first = publish(url, 'berlin', '--json');
    await first.line(/"isConnected":true/);
    const second = publish(url, 'berlin');
    expect(await second.ended()).toBe(1);
    expect(second.stderr()).toBe(
      'rxpeer: another process publishes bitcoin.regtest as the monitor "berlin" to this server: give each monitor a name of its own\n',
    );
    first.signal('SIGTERM');
    expect(await first.ended()).toBe(0);
  });

  it('continues after the server was killed and has started again', async () => {
    const started = await server();
    const watching = rxpeer('watch', '--nats', started.url, ...REGTEST);
    const berlin = publish(started.url, 'berlin');
    await watching.line(/ ← inv /);
    await started.kill();
    await printed(berlin, /lost the connection to nats:\S+, connecting again …/);
    await printed(watching, /lost the connection to nats:\S+, connecting again …/);
    await started.restart();
    await printed(berlin, /connected to nats:\S+ again/);
    await printed(watching, /connected to nats:\S+ again/);
    const before = await count(watching);
    await eventually(
      () => count(watching),
      (now) => now > before,
      'messages after the restart',
    );
  });

  it('logs in by URL and by environment, and shows no password when it is wrong', async () => {
    const lines = [`authorization { user: me, password: "${SECRET}" }`];
    const { port } = await server({ lines });
    const right = `nats://me:${SECRET}@127.0.0.1:${port}`;
    const berlin = publish(right, 'berlin');
    await printed(berlin, new RegExp(`to nats://127\\.0\\.0\\.1:${port}, `));
    expect(berlin.stderr()).not.toContain(SECRET);
    for (const args of [
      ['watch', '--nats', `nats://me:wrong-${SECRET}@127.0.0.1:${port}`],
      ['publish', '--monitor', 'x', '--nats', `nats://wrong-${SECRET}@127.0.0.1:${port}`],
      ['dashboard', '--port', '0', '--nats', `nats://127.0.0.1:${port}`],
    ]) {
      const refused = rxpeer(...args);
      expect(await refused.ended()).toBe(1);
      expect(refused.stderr()).toMatch(
        new RegExp(`^rxpeer: cannot connect to nats://127\\.0\\.0\\.1:${port}: .*authorization.*\n$`, 'i'),
      );
      expect(refused.stderr()).not.toContain(SECRET);
    }
  });

  it('connects by TLS to a server with a certificate of its own', async () => {
    const folder = temporaryFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...newKey, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    const { port } = await server({ lines: [`tls { cert_file: "${cert}", key_file: "${key}" }`] });
    const url = `tls://127.0.0.1:${port}`;
    const untrusting = rxpeer('watch', '--nats', url);
    expect(await untrusting.ended()).toBe(1);
    expect(untrusting.stderr()).toMatch(new RegExp(`^rxpeer: cannot connect to ${url}: .*certificate`));
    const berlin = publish(url, 'berlin', '--nats-ca', cert, '--for', '3');
    await printed(berlin, new RegExp(`to ${url}, `));
    expect(await berlin.ended()).toBe(0);
  });
});

async function count({ line$ }: Program): Promise<number> {
  let lines = 0;
  line$.subscribe(() => (lines += 1)).unsubscribe();
  return Promise.resolve(lines);
}
