import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../../lib/cli/arguments.js';
import type { Environment } from '../../lib/cli/colours.js';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { parseNatsArguments, type NatsValues } from '../../lib/cli/natsArguments.js';
import { bitcoin, lbry } from '../../lib/index.js';

const read = (line: string, env: Environment = {}) => parseCommandLine(line.split(' '), env);
const natsOf = (values: NatsValues, env: Environment = {}) => parseNatsArguments(values, env);
const credentialsOf = (values: NatsValues, env: Environment = {}) => natsOf(values, env).credentials;

describe('the options of NATS', () => {
  it.each<[string, NatsValues, Environment, object]>([
    ['the default', {}, {}, { servers: ['127.0.0.1:4222'], shownUrl: 'nats://127.0.0.1:4222', tls: false }],
    ['an empty URL', { nats: '' }, { NATS_URL: 'nats://h:1' }, { servers: ['h:1'], shownUrl: 'nats://h:1' }],
    ['NATS_URL', {}, { NATS_URL: 'nats://h:1' }, { servers: ['h:1'] }],
    ['--nats before NATS_URL', { nats: 'nats://o' }, { NATS_URL: 'nats://h:1' }, { servers: ['o:4222'] }],
    ['IPv6', { nats: 'nats://[::1]:5/' }, {}, { servers: ['[::1]:5'], shownUrl: 'nats://[::1]:5' }],
    ['several servers', { nats: 'nats://a:1, tls://b' }, {}, { servers: ['a:1', 'b:4222'], tls: true }],
    ['--nats-ca', { 'nats-ca': 'ca.pem' }, {}, { tls: true, caFile: 'ca.pem' }],
    ['NATS_CERT', {}, { NATS_CERT: 'c', NATS_KEY: 'k' }, { tls: true, certFile: 'c', keyFile: 'k' }],
  ])('parses %s', (_, values, env, expected) => expect(natsOf(values, env)).toMatchObject(expected));

  it.each<[NatsValues, Environment, object]>([
    [{}, {}, { kind: 'none' }],
    [{ nats: 'nats://me:p%40ss@h' }, { NATS_TOKEN: 't' }, { kind: 'user', user: 'me', password: 'p@ss' }],
    [{ nats: 'nats://tok@h' }, {}, { kind: 'token', token: 'tok' }],
    [{ 'nats-creds': 'f' }, { NATS_NKEY: 'n' }, { kind: 'creds', file: 'f' }],
    [{ 'nats-user': 'me' }, { NATS_PASSWORD: 'p', NATS_CREDS: 'f' }, { kind: 'user', user: 'me', password: 'p' }],
    [{}, { NATS_CREDS: 'f', NATS_NKEY: 'n', NATS_TOKEN: 't', NATS_USER: 'u' }, { kind: 'creds', file: 'f' }],
    [{}, { NATS_NKEY: 'n', NATS_TOKEN: 't', NATS_USER: 'u' }, { kind: 'nkey', seedOrFile: 'n' }],
    [{}, { NATS_TOKEN: 't', NATS_USER: 'u' }, { kind: 'token', token: 't' }],
    [{}, { NATS_USER: 'u' }, { kind: 'user', user: 'u', password: '' }],
  ])('uses the first credentials of %j and %j', (values, env, expected) =>
    expect(credentialsOf(values, env)).toEqual(expected),
  );

  it('shows no user and no password', () => {
    expect(natsOf({ nats: 'nats://me:secret@h,nats://tok@i:2' }).shownUrl).toBe('nats://h:4222,nats://i:2');
  });

  it.each([
    ['ws://me:secret@h', '--nats: expected nats://HOST[:PORT] or tls://HOST[:PORT]', 'got "ws://…@h"'],
    ['nats://me:secret@h:x', '--nats: expected', 'got "nats://…@h:x"'],
    ['nats://me:sec@secret@h/path', '--nats: expected', 'got "nats://…@h/path"'],
    ['me:secret@h', '--nats: expected', 'got "…@h"'],
    ['h:4222', '--nats: expected', 'got "h:4222"'],
  ])('refuses %s without its secrets', (nats, ...texts) => {
    const error = errorOf(() => natsOf({ nats }));
    for (const text of texts) expect(error).toContain(text);
    expect(error).not.toContain('sec');
  });

  it('names the variable of an invalid URL, and refuses a certificate without its key', () => {
    expect(errorOf(() => natsOf({}, { NATS_URL: 'x' }))).toMatch(/^NATS_URL: expected/);
    expect(errorOf(() => natsOf({ 'nats-cert': 'c' }))).toBe(
      '--nats-cert and --nats-key belong together: give both or none',
    );
  });
});

describe('the subcommands with NATS', () => {
  const local = { servers: ['127.0.0.1:4222'] };

  it.each<[string, object]>([
    ['publish --monitor a', { network: bitcoin.mainnet, targets: [], payloads: true, format: 'rxpeer', nats: local }],
    ['publish --monitor a --simulate', { network: bitcoin.regtest, simulate: 8 }],
    [
      'publish h --monitor a --nats nats://n --network lbry.mainnet --commands inv,unknown --no-payloads --per-command --no-fetch --json --for 2',
      {
        ...{ network: lbry.mainnet, targets: [{ host: 'h', port: 9246 }], commands: ['inv', 'unknown'] },
        ...{ payloads: false, perCommand: true, fetch: false, json: true, forMs: 2000, nats: { servers: ['n:4222'] } },
      },
    ],
    ['watch --nats --only inv', { kind: 'watch', targets: [], only: new Set(['inv']), source: { nats: local } }],
    ['watch --nats nats://n --monitor a,b', { source: { nats: { servers: ['n:4222'] }, monitors: ['a', 'b'] } }],
    ['dashboard --port 0 --nats', { kind: 'dashboard', port: 0, source: { nats: local } }],
  ])('parses %s', (line, expected) => expect(read(line)).toMatchObject(expected));

  it('shows monitors only with --nats, whatever the environment contains', () => {
    const env = { NATS_URL: 'nats://n' };
    expect(read('dashboard', env)).toMatchObject({ source: undefined });
    expect(read('dashboard --nats', env)).toMatchObject({ source: { nats: { servers: ['n:4222'] } } });
    expect(read('publish --monitor a', env)).toMatchObject({ nats: { servers: ['n:4222'] } });
  });

  it.each([
    ['publish', 'missing --monitor NAME: name this vantage point'],
    ['publish --monitor=', '--monitor: expected 1 to 100 characters, got ""'],
    [`publish --monitor ${'x'.repeat(101)}`, '--monitor: expected 1 to 100 characters'],
    ['publish --monitor a --format core', '--format: expected rxpeer or peer-observer, got "core"'],
    ['publish --monitor a --commands pnig', '--commands: unknown command "pnig": did you mean ping?'],
    ['publish --monitor a --simulate --proxy socks5://h', '--proxy and --simulate exclude each other'],
    ['watch --nats h', '--nats: expected nats://HOST[:PORT]'],
    ['watch --nats nats://n h', '"h" and --nats exclude each other: with --nats the monitors choose the nodes'],
    ['watch --nats --reconnect', '--reconnect and --nats exclude each other'],
    ['watch h --monitor a', '--monitor: expected --nats URL, too'],
    ['watch --nats --monitor a,,b', '--monitor: expected names separated by commas, got "a,,b"'],
    ['dashboard --nats --simulate 3', '--simulate and --nats exclude each other'],
    ['dashboard --nats --listen 1', '--listen and --nats exclude each other'],
    ['dashboard --nats-ca f', '--nats-ca: expected --nats URL, too'],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('prints the help of publish within 110 columns', () => {
    const { text } = read('publish --help') as { text: string };
    expect(text).toMatch(/^rxpeer publish \[HOST/);
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });
});

function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('no error');
}
