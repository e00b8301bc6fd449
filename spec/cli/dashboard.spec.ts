import { createServer, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { NEVER, of } from 'rxjs';
import { bitcoin, lbry } from '../../lib/index.js';
import { readCommandLine } from '../../lib/cli/commandLine.js';
import { dashboard, simulatedOptions } from '../../lib/cli/dashboard.js';
import type { DashboardArguments } from '../../lib/cli/dashboardArguments.js';

const read = (line: string) => readCommandLine(line.split(' '));
const DEFAULTS = {
  kind: 'dashboard',
  targets: [],
  host: '127.0.0.1',
  port: 8444,
  simulate: undefined,
  listenPort: undefined,
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
  ])('reads %s', (line, expected) => expect(read(line)).toEqual({ ...DEFAULTS, ...expected }));

  it.each([
    ['dashboard --simulate 0', '--simulate: number above 0, at most 1000 expected, got "0"'],
    ['dashboard --simulate 1001', '--simulate: number above 0, at most 1000 expected, got "1001"'],
    ['dashboard --port 65536', '--port: number above 0, at most 65535 expected, got "65536"'],
    ['dashboard --port x', '--port: number above 0, at most 65535 expected, got "x"'],
    ['dashboard --listen 0', '--listen: number above 0, at most 65535 expected, got "0"'],
    ['dashboard --host=', '--host: name or address expected'],
    ['dashboard --fetch', "Unknown option '--fetch'"],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('trusts the simulated nodes alone with private addresses', () => {
    const character = { role: 'honest' } as never;
    const { allowPrivateAddresses } = simulatedOptions({ nodes: [{ host: '127.0.0.1', port: 5000, character }] });
    const sources = ['127.0.0.1:5000', '127.0.0.1:5001', '8.8.8.8:5000', 'seed.example'];
    expect(sources.filter(allowPrivateAddresses)).toEqual(['127.0.0.1:5000']);
  });

  it('tells its help', () => {
    for (const line of ['dashboard --help', 'help dashboard', 'dashboard a -h']) {
      expect(read(line)).toMatchObject({
        kind: 'text',
        text: expect.stringContaining('rxpeer dashboard [HOST[:PORT]...]'),
      });
    }
  });

  it('ends with 1 where the port is taken, and says which one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stdout = new PassThrough();
    const stderr = new PassThrough().setEncoding('utf8');
    let said = '';
    stderr.on('data', (text: string) => (said += text));
    const options = read(`dashboard 127.0.0.1:9 --port ${port}`) as unknown as DashboardArguments;
    expect(await dashboard(options, { stdout, stderr, env: {}, stop$: NEVER }, of(new Map()))).toBe(1);
    expect(said).toBe(`rxpeer: port ${port} of 127.0.0.1 is taken: --port chooses another one\n`);
    server.close();
  });
});
