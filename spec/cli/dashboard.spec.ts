import { createServer, type AddressInfo } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { NEVER, of, Subject } from 'rxjs';
import { bitcoin, lbry } from '../../lib/index.js';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { dashboard } from '../../lib/cli/dashboard.js';
import type { DashboardArguments } from '../../lib/cli/dashboardArguments.js';
import { poolOptions, simulatedOptions } from '../../lib/cli/poolOptions.js';

const read = (line: string) => parseCommandLine(line.split(' '));
const DEFAULTS = {
  kind: 'dashboard',
  targets: [],
  host: '127.0.0.1',
  port: 8444,
  simulate: undefined,
  listenPort: undefined,
  metricsPort: undefined,
  origins: [],
};

describe('rxpeer dashboard', () => {
  it.each<[string, object]>([
    ['dashboard', { network: bitcoin.mainnet }],
    ['dashboard --simulate', { network: bitcoin.regtest, simulate: 8 }],
    ['dashboard --simulate 20', { network: bitcoin.regtest, simulate: 20 }],
    ['dashboard --simulate=3 --port 0', { network: bitcoin.regtest, simulate: 3, port: 0 }],
    ['dashboard --simulate h:1', { network: bitcoin.regtest, simulate: 8, targets: [{ host: 'h', port: 1 }] }],
    [
      'dashboard a [::1]:9 --network lbry.mainnet',
      {
        network: lbry.mainnet,
        targets: [
          { host: 'a', port: 9246 },
          { host: '::1', port: 9 },
        ],
      },
    ],
    [
      'dashboard --listen 8333 --host 0.0.0.0 --port 80',
      { network: bitcoin.mainnet, listenPort: 8333, host: '0.0.0.0', port: 80 },
    ],
    ['dashboard --listen 0 --port 65535', { network: bitcoin.mainnet, listenPort: 0, port: 65_535 }],
    [
      'dashboard --origin https://RX.example.org/ --origin http://desk:9000',
      { network: bitcoin.mainnet, origins: ['https://rx.example.org', 'http://desk:9000'] },
    ],
  ])('parses %s', (line, expected) => expect(read(line)).toEqual({ ...DEFAULTS, ...expected }));

  it.each([
    ['dashboard --simulate 0', '--simulate: expected a whole number from 1 to 1000, got "0"'],
    ['dashboard --simulate 1001', '--simulate: expected a whole number from 1 to 1000, got "1001"'],
    ['dashboard --port 65536', '--port: expected a port from 1 to 65535, or 0 for any free port, got "65536"'],
    ['dashboard --port x', '--port: expected a port from 1 to 65535, or 0 for any free port, got "x"'],
    ['dashboard --port -1', '--port'],
    ['dashboard --listen 65536', '--listen: expected a port from 1 to 65535, or 0 for any free port, got "65536"'],
    ['dashboard --host=', '--host: expected a name or an IP address, got ""'],
    [
      'dashboard --origin rx.example.org',
      '--origin: expected http(s)://HOST[:PORT] without a path, such as https://rx.example.org, got "rx.example.org"',
    ],
    [
      'dashboard --origin https://h/path',
      '--origin: expected http(s)://HOST[:PORT] without a path, such as https://rx.example.org, got "https://h/path"',
    ],
    ['dashboard --fetch', 'unknown option "--fetch"'],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('accepts private addresses only from simulated nodes', () => {
    const character = { role: 'honest' } as never;
    const { allowPrivateAddresses } = simulatedOptions({
      nodes: [{ host: '127.0.0.1', port: 5000, profile: character, dial: () => NEVER }],
    });
    const sources = ['127.0.0.1:5000', '127.0.0.1:5001', '8.8.8.8:5000', 'seed.example'];
    expect(sources.filter(allowPrivateAddresses)).toEqual(['127.0.0.1:5000']);
  });

  it('prints its help', () => {
    for (const line of ['dashboard --help', 'help dashboard', 'dashboard a -h']) {
      expect(read(line)).toMatchObject({
        kind: 'text',
        text: expect.stringContaining('rxpeer dashboard [HOST[:PORT]...]'),
      });
    }
  });

  it('exits with status 1 if the port is in use, and prints which one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stdout = new PassThrough();
    const stderr = new PassThrough().setEncoding('utf8');
    let printed = '';
    stderr.on('data', (text: string) => (printed += text));
    const options = read(`dashboard 127.0.0.1:9 --port ${port}`) as unknown as DashboardArguments;
    expect(await dashboard(options, { stdout, stderr, env: {}, stop$: NEVER }, of(new Map()))).toBe(1);
    expect(printed).toBe(
      `rxpeer: port ${port} of 127.0.0.1 is in use: choose another port with --port, or any free one with --port 0\n`,
    );
    server.close();
  });

  it('prints a URL of the page for each origin, too, and exits with status 0 when it is stopped', async () => {
    const { out, code } = await served('dashboard 127.0.0.1:9 --port 0 --origin https://rx.example.org');
    expect(out).toMatch(
      /^rxpeer dashboard of 127\.0\.0\.1:9; press Ctrl-C to stop it\n\n {2}open http:\/\/127\.0\.0\.1:\d+\/\n {4}or https:\/\/rx\.example\.org\/\n\n$/,
    );
    expect(code).toBe(0);
  });

  it('prints only URLs that a browser can open, each with the token', async () => {
    const { out } = await served('dashboard 127.0.0.1:9 --port 0 --host 0.0.0.0');
    expect(out).not.toContain('0.0.0.0:');
    expect(out).toMatch(/ {2}open http:\/\/[\d.]+:\d+\/[0-9a-f]{32}\/\n/);
  });

  it('exits with status 1 if the URL of the page cannot be printed', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk'), { code: 'ENOSPC' })),
    });
    const options = read('dashboard 127.0.0.1:9 --port 0') as unknown as DashboardArguments;
    const io = { stdout, stderr: new PassThrough(), env: {}, stop$: NEVER };
    expect(await dashboard(options, io, of(new Map()))).toBe(1);
  });

  it('keeps the connection to a named node that sends a malformed message', () => {
    const targets = [{ host: 'node.example', port: 1 }];
    expect(poolOptions({ listenPort: undefined, network: bitcoin.mainnet, targets }, undefined)).toMatchObject({
      addresses: ['node.example:1'],
      onMalformed: 'drop',
      gossip: false,
    });
  });
});

/** Serves an empty page until its URL is printed. */
async function served(line: string): Promise<{ out: string; code: number }> {
  const stdout = new PassThrough().setEncoding('utf8');
  const stop$ = new Subject<void>();
  let out = '';
  stdout.on('data', (text: string) => {
    out += text;
    stop$.next();
  });
  const options = read(line) as unknown as DashboardArguments;
  const code = await dashboard(options, { stdout, stderr: new PassThrough(), env: {}, stop$ }, of(new Map()));
  return { out, code };
}
