import { createServer, type AddressInfo } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { bridgeToken } from '../../lib/cli/bridgeToken.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const read = (line: string) => parseCommandLine(line.split(' '));
const DEFAULTS = {
  kind: 'bridge',
  host: '127.0.0.1',
  port: 8445,
  origins: [],
  tokenFile: undefined,
  maxConnections: 64,
  maxPerClient: 8,
  idleTimeoutMs: 600_000,
};
const NODE = { host: '127.0.0.1', port: 8333 };

describe('rxpeer bridge', () => {
  it.each<[string, object]>([
    ['bridge --allow 127.0.0.1:8333', { allow: [NODE] }],
    [
      'bridge --allow Node.example:1,[::1]:8333 --allow 127.0.0.1:8333',
      { allow: [{ host: 'node.example', port: 1 }, { host: '::1', port: 8333 }, NODE] },
    ],
    [
      'bridge --allow 127.0.0.1:8333 --listen 0 --host 0.0.0.0 --origin https://APP.example/ --token-file t',
      { allow: [NODE], port: 0, host: '0.0.0.0', origins: ['https://app.example'], tokenFile: 't' },
    ],
    [
      'bridge --allow 127.0.0.1:8333 --max-connections 1000 --max-per-client 1 --idle-timeout 1.5',
      { allow: [NODE], maxConnections: 1000, maxPerClient: 1, idleTimeoutMs: 1500 },
    ],
  ])('parses %s', (line, expected) => expect(read(line)).toEqual({ ...DEFAULTS, ...expected }));

  it.each([
    ['bridge', '--allow: name the nodes that pages may reach: --allow HOST:PORT[,…]'],
    ['bridge 127.0.0.1:8333', 'unexpected argument "127.0.0.1:8333": name the nodes with --allow HOST:PORT'],
    ['bridge --allow 127.0.0.1', '--allow: expected HOST:PORT, such as 127.0.0.1:8333 or [::1]:8333, got "127.0.0.1"'],
    ['bridge --allow a:1,', '--allow: expected HOST:PORT, such as 127.0.0.1:8333 or [::1]:8333, got ""'],
    ['bridge --allow a:0', '--allow: expected HOST:PORT'],
    ['bridge --allow *:8333/x', '--allow: expected HOST:PORT'],
    ['bridge --allow unix:/run/node.sock', '--allow: expected HOST:PORT'],
    ['bridge --allow x.onion:8333', '--allow: "x.onion:8333" cannot be reached: the bridge uses no proxy'],
    ['bridge --allow a:1 --listen 65536', '--listen: expected a port from 1 to 65535, or 0 for any free port'],
    ['bridge --allow a:1 --host=', '--host: expected a name or an IP address, got ""'],
    ['bridge --allow a:1 --token-file=', '--token-file: expected the name of a file, got ""'],
    ['bridge --allow a:1 --origin app.example', '--origin: expected http(s)://HOST[:PORT] of a page, without a path'],
    ['bridge --allow a:1 --max-connections 1001', '--max-connections: expected a whole number from 1 to 1000'],
    ['bridge --allow a:1 --idle-timeout 0', '--idle-timeout: expected seconds above 0'],
    ['bridge --allow a:1 --allows b:1', 'unknown option "--allows": did you mean --allow?'],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('prints its help', () => {
    for (const line of ['bridge --help', 'help bridge']) {
      expect(read(line)).toMatchObject({
        kind: 'text',
        text: expect.stringContaining('rxpeer bridge --allow HOST:PORT'),
      });
    }
  });

  it('prints a URL with a random token per node, until it is stopped', async () => {
    const argv = [
      'bridge',
      '--allow',
      '127.0.0.1:8333,[::1]:8333',
      '--listen',
      '0',
      '--origin',
      'http://localhost:5173',
    ];
    const run = () => runProgram(argv, { until: (out) => out.endsWith('\n\n') });
    const [first, second] = [await run(), await run()];
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out[0]).toBe('rxpeer bridge to 127.0.0.1:8333, [::1]:8333; press Ctrl-C to stop it');
    expect(first.out[2]).toMatch(/^ {2}ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/127\.0\.0\.1:8333$/);
    expect(first.out[3]).toMatch(/^ {2}ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/\[::1\]:8333$/);
    expect(first.out[4]).toBe('  pages of other origins: http://localhost:5173');
    const tokenOf = ({ out }: typeof first) => /[0-9a-f]{32}/.exec(out[2]!)![0];
    expect(tokenOf(first)).not.toBe(tokenOf(second));
  });

  it('uses the token of a file, and does not print it', async () => {
    const file = join(temporaryFolder(), 'token');
    await writeFile(file, 'a-secret_0123456\n');
    expect(await bridgeToken(file)).toBe('a-secret_0123456');
    const argv = ['bridge', '--allow', '127.0.0.1:8333', '--listen', '0', '--token-file', file];
    const { code, out } = await runProgram(argv, { until: (text) => text.endsWith('\n\n') });
    expect([code, out.join('\n')]).toEqual([0, expect.stringContaining(`TOKEN is the content of ${file}`)]);
    expect(out.join('\n')).not.toContain('a-secret');
  });

  it.each(['short-012345678', 'with a space 0123456789', 'x'.repeat(257)])(
    'exits with status 1 for the token %s, without showing it',
    async (token) => {
      const file = join(temporaryFolder(), 'token');
      await writeFile(file, token);
      const { code, err } = await runProgram(['bridge', '--allow', 'a:1', '--listen', '0', '--token-file', file]);
      expect([code, err]).toEqual([1, expect.stringContaining('has to contain 16 to 256 letters')]);
      expect(err).not.toContain(token);
    },
  );

  it('exits with status 1 if the token cannot be read or the port is in use', async () => {
    const missing = join(temporaryFolder(), 'missing');
    const unread = await runProgram(['bridge', '--allow', 'a:1', '--listen', '0', '--token-file', missing]);
    expect([unread.code, unread.err]).toEqual([1, expect.stringContaining('--token-file: ENOENT')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, err } = await runProgram(['bridge', '--allow', 'a:1', '--listen', String(port)]);
    server.close();
    expect([code, err]).toEqual([
      1,
      `rxpeer: port ${port} of 127.0.0.1 is in use: choose another port with --listen, or any free one with --listen 0\n`,
    ]);
  });
});
