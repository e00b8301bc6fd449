import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Authenticator, NatsConnection, TlsOptions } from '@nats-io/transport-node';
import { filter, map, Observable } from 'rxjs';
import { certificateCheck } from './natsCertificate.js';
import type { NatsArguments, NatsCredentials } from './natsArguments.js';

/** Each server has this time to accept the connection; all together have CONNECT_TIMEOUT_MS. */
const SERVER_TIMEOUT_MS = 5000;
const CONNECT_TIMEOUT_MS = 15_000;
/** How long `closeNats` waits for the server. */
const CLOSE_TIMEOUT_MS = 1000;
const RECONNECT_WAIT_MS = 1000;

/** The server cannot be used. The message is one line that names the server and contains no secret. */
export class NatsConnectionError extends Error {
  override readonly name = 'NatsConnectionError';
}

/** The part of the client that is used; loaded when it is needed, because the package is optional. */
export interface NatsTransport {
  readonly connect: (options: object) => Promise<NatsConnection>;
  readonly credsAuthenticator: (creds: Uint8Array) => Authenticator;
  readonly nkeyAuthenticator: (seed: Uint8Array) => Authenticator;
}

/**
 * Connects to a server. Later the client connects again automatically whenever the connection is lost.
 *
 * Rejects with NatsConnectionError if no server accepts the connection within 15 s, a file cannot be read, or the client is not installed.
 *
 * @param name shown by the server in its list of clients
 */
export async function connectNats(
  options: NatsArguments,
  name: string,
  load: () => Promise<NatsTransport> = () => import('@nats-io/transport-node'),
): Promise<NatsConnection> {
  const transport = await loadOptional(load);
  const secrets: string[] = [];
  try {
    const connecting = transport.connect({
      servers: [...options.servers],
      name,
      timeout: SERVER_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: RECONNECT_WAIT_MS,
      ...(await authentication(options.credentials, transport, secrets)),
      ...(options.tls ? { tls: await tlsOptions(options) } : {}),
    });
    return await inTime(connecting);
  } catch (error) {
    const reason = withoutSecrets(reasonOf(error), secrets);
    throw new NatsConnectionError(`cannot connect to ${options.shownUrl}: ${reason}`);
  }
}

/**
 * Loads a module that needs an optional package. Rejects with NatsConnectionError if the package is missing; the message states what to
 * install.
 */
export async function loadOptional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    const missing = /package '([^']+)'/.exec((error as Error).message)?.[1] ?? '@nats-io/transport-node';
    const packages = missing.startsWith('@nats-io/') ? '@nats-io/transport-node @nats-io/jetstream' : missing;
    throw new NatsConnectionError(`NATS needs the package ${missing}, which is not installed: npm install ${packages}`);
  }
}

/** Sends queued messages, for at most 1 s, and closes the connection. Never rejects. */
export async function closeNats(connection: NatsConnection): Promise<void> {
  const closed = (async () => {
    await connection.flush();
    await connection.drain();
  })();
  await Promise.race([closed.catch(() => undefined), timeOut(CLOSE_TIMEOUT_MS)]);
  await Promise.race([connection.close().catch(() => undefined), timeOut(CLOSE_TIMEOUT_MS)]);
}

/** Emits a text for people when the connection is lost, and when it is open again. Completes when it is closed for good. */
export function natsChanges(connection: Pick<NatsConnection, 'status'>, shownUrl: string): Observable<string> {
  // The client's status is an endless iterator, and unsubscribing has to end it: `from` would wait for its next value.
  return new Observable<{ type: string }>((subscriber) => {
    void (async () => {
      for await (const status of connection.status()) {
        if (subscriber.closed) return;
        subscriber.next(status);
      }
      subscriber.complete();
    })();
  }).pipe(
    map(({ type }) => CHANGES[type]?.(shownUrl)),
    filter((text) => text !== undefined),
  );
}

const CHANGES: Readonly<Record<string, (url: string) => string>> = {
  disconnect: (url) => `lost the connection to ${url}, connecting again …`,
  reconnect: (url) => `connected to ${url} again`,
};

/** @param secrets gets the texts that must not be printed */
async function authentication(
  credentials: NatsCredentials,
  { credsAuthenticator, nkeyAuthenticator }: NatsTransport,
  secrets: string[],
): Promise<object> {
  switch (credentials.kind) {
    case 'none':
      return {};
    case 'creds':
      return { authenticator: credsAuthenticator(await readFile(credentials.file)) };
    case 'nkey': {
      const { seedOrFile } = credentials;
      const seed = NKEY_SEED.test(seedOrFile) ? seedOrFile : (await readFile(seedOrFile, 'utf8')).trim();
      secrets.push(seed);
      return { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
    }
    case 'token':
      secrets.push(credentials.token);
      return { token: credentials.token };
    case 'user':
      secrets.push(credentials.password);
      return { user: credentials.user, pass: credentials.password };
  }
}

/** The seed of an nkey: S, the kind of the key, and base 32 (github.com/nats-io/nkeys). */
const NKEY_SEED = /^S[A-Z2-7]{57}$/;

async function tlsOptions({ caFile, certFile, keyFile, servers }: NatsArguments): Promise<TlsOptions> {
  const [ca, cert, key] = await Promise.all(
    [caFile, certFile, keyFile].map(async (file) => (file === undefined ? undefined : readFile(file, 'utf8'))),
  );
  const given = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  // The client passes all options on to node:tls, not only those of its type.
  return { ...given, checkServerIdentity: certificateCheck(servers) } as TlsOptions;
}

/** Rejects if the connection is not open in time; if it opens later, it is closed. */
async function inTime(connecting: Promise<NatsConnection>): Promise<NatsConnection> {
  const connection = await Promise.race([connecting, timeOut(CONNECT_TIMEOUT_MS)]);
  if (connection !== undefined) return connection;
  connecting.then((late) => void late.close()).catch(() => undefined);
  throw new Error(`no answer within ${CONNECT_TIMEOUT_MS / 1000} s`);
}

/** Does not keep the process alive. */
function timeOut(ms: number): Promise<undefined> {
  return delay(ms, undefined, { ref: false });
}

/** The client's errors hide the reason in their cause. */
function reasonOf(error: unknown): string {
  const { cause, code, message } = error as NodeJS.ErrnoException;
  if (message !== '') return message;
  return cause instanceof Error ? reasonOf(cause) : (code ?? 'unknown reason');
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '…')), text);
}
