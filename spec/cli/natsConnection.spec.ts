import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseNatsArguments, type NatsValues } from '../../lib/cli/natsArguments.js';
import { connectNats, loadOptional, NatsConnectionError, type NatsTransport } from '../../lib/cli/natsConnection.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** A client that only remembers its options, and refuses with this text. */
function refusing(text = 'no'): { transport: NatsTransport; options: Record<string, unknown>[] } {
  const options: Record<string, unknown>[] = [];
  const authenticator = (kind: string) => (bytes: Uint8Array) => `${kind} ${Buffer.from(bytes).toString()}` as never;
  const transport: NatsTransport = {
    connect(given) {
      options.push({ ...given });
      return Promise.reject(new Error(text));
    },
    credsAuthenticator: authenticator('creds'),
    nkeyAuthenticator: authenticator('nkey'),
  };
  return { transport, options };
}

async function tryConnect(values: NatsValues, env: Record<string, string> = {}, text?: string) {
  const { options, transport } = refusing(text);
  const error: unknown = await connectNats(parseNatsArguments(values, env), 'name', () =>
    Promise.resolve(transport),
  ).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NatsConnectionError);
  return { error: (error as Error).message, options: options[0] };
}

describe('the connection to NATS', () => {
  it('connects again without end, under a name', async () => {
    const { options } = await tryConnect({ nats: 'nats://h:1' });
    expect(options).toMatchObject({ servers: ['h:1'], name: 'name', maxReconnectAttempts: -1 });
    expect(options).not.toHaveProperty('tls');
  });

  it('passes credentials and certificates', async () => {
    const folder = temporaryFolder();
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const seed = `S${'A'.repeat(57)}`;
    const withUser = await tryConnect({ 'nats-user': 'me' }, { NATS_PASSWORD: 'secret' });
    expect(withUser.options).toMatchObject({ user: 'me', pass: 'secret' });
    expect((await tryConnect({}, { NATS_TOKEN: 't' })).options).toMatchObject({ token: 't' });
    expect((await tryConnect({}, { NATS_NKEY: seed })).options).toMatchObject({ authenticator: `nkey ${seed}` });
    expect((await tryConnect({}, { NATS_NKEY: file('nk', `${seed}\n`) })).options).toMatchObject({
      authenticator: `nkey ${seed}`,
    });
    expect((await tryConnect({ 'nats-creds': file('me.creds', 'jwt') })).options).toMatchObject({
      authenticator: 'creds jwt',
    });
    const withTls = await tryConnect({
      'nats-ca': file('ca', 'CA'),
      'nats-cert': file('c', 'C'),
      'nats-key': file('k', 'K'),
    });
    expect(withTls.options).toMatchObject({ tls: { ca: 'CA', cert: 'C', key: 'K' } });
  });

  it('reports the server and the reason, and no secret', async () => {
    const nats = 'nats://me:secret@h:1';
    const { error } = await tryConnect({ nats }, {}, `refused me:secret at ${nats}`);
    expect(error).toBe('cannot connect to nats://h:1: refused me:… at nats://me:…@h:1');
    const missing = await tryConnect({ 'nats-creds': '/no/such.creds' });
    expect(missing.error).toMatch(/^cannot connect to nats:\/\/127\.0\.0\.1:4222: ENOENT.*no\/such\.creds/);
  });

  it('reports which package to install', async () => {
    const missing = Object.assign(new Error("Cannot find package '@nats-io/nats-core' imported from x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const install = 'which is not installed: npm install @nats-io/transport-node @nats-io/jetstream';
    await expect(loadOptional(() => Promise.reject(missing))).rejects.toThrow(
      `NATS needs the package @nats-io/nats-core, ${install}`,
    );
    await expect(loadOptional(() => Promise.reject(new Error('other')))).rejects.toThrow('other');
  });

  it('ends the program with status 1 if nothing listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    for (const subcommand of ['publish --monitor a', 'watch', 'dashboard --port 0']) {
      const args = `${subcommand} --nats nats://me:secret@127.0.0.1:${port}`.split(' ');
      expect(await runProgram(args)).toEqual({
        code: 1,
        out: [],
        err: `rxpeer: cannot connect to nats://127.0.0.1:${port}: connection refused\n`,
      });
    }
  });
});
