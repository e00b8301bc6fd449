import { escapeText } from '../base/escapeText.js';
import { UsageError } from './arguments.js';
import type { Environment } from './colours.js';

/** How to connect to NATS. Contains secrets: never print it as a whole. */
export interface NatsArguments {
  /** The servers as `HOST:PORT`; the client tries one after the other. */
  readonly servers: readonly string[];
  /** The servers as they may be printed: without user names and passwords. */
  readonly shownUrl: string;
  /** Whether TLS is required; without it TLS is used if the server requires it. */
  readonly tls: boolean;
  readonly credentials: NatsCredentials;
  /** Files in PEM form; undefined: the certificates that Node trusts, and no certificate of our own. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** The credentials that authenticate us. Secrets are not read from the command line, except inside a URL. */
export type NatsCredentials =
  | { readonly kind: 'none' }
  /** A .creds file: a JWT and the seed of an nkey. */
  | { readonly kind: 'creds'; readonly file: string }
  /** The seed of an nkey, or the name of a file that contains it. */
  | { readonly kind: 'nkey'; readonly seedOrFile: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'user'; readonly user: string; readonly password: string };

/** The options that choose the server. */
export const NATS_OPTIONS = {
  nats: { type: 'string' },
  'nats-creds': { type: 'string' },
  'nats-user': { type: 'string' },
  'nats-ca': { type: 'string' },
  'nats-cert': { type: 'string' },
  'nats-key': { type: 'string' },
} as const;

/** The values of NATS_OPTIONS. */
export type NatsValues = { readonly [K in keyof typeof NATS_OPTIONS]?: string | undefined };

const DEFAULT_URL = 'nats://127.0.0.1:4222';
const DEFAULT_PORT = '4222';

/** Gives a `--nats` without a URL an empty one, which represents the default: parseArgs has no options with an optional value. */
export function withDefaultNatsUrl(argv: readonly string[]): string[] {
  return argv.flatMap((argument, i) => {
    const next = argv[i + 1];
    return argument === '--nats' && (next === undefined || next.startsWith('-')) ? ['--nats='] : [argument];
  });
}

/**
 * The server and the credentials. Values that no option gives are read from the environment variables that the `nats` program uses, too:
 * NATS_URL, NATS_CREDS, NATS_USER, NATS_PASSWORD, NATS_TOKEN, NATS_NKEY, NATS_CA, NATS_CERT, NATS_KEY (github.com/nats-io/natscli).
 *
 * Throws UsageError, without secrets.
 */
export function parseNatsArguments(values: NatsValues, env: Environment): NatsArguments {
  const text = firstText(values.nats, env['NATS_URL'], DEFAULT_URL)!;
  const option =
    firstText(values.nats) === undefined && firstText(env['NATS_URL']) !== undefined ? 'NATS_URL' : '--nats';
  const urls = text.split(',').map((each) => parseUrl(option, each.trim()));
  const certFile = firstText(values['nats-cert'], env['NATS_CERT']);
  const keyFile = firstText(values['nats-key'], env['NATS_KEY']);
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError('--nats-cert and --nats-key belong together: give both or none');
  }
  const caFile = firstText(values['nats-ca'], env['NATS_CA']);
  const shownUrl = urls.map(({ protocol, host }) => `${protocol}//${host}`).join(',');
  return {
    servers: urls.map(({ host }) => host),
    shownUrl: escapeText(shownUrl),
    tls: caFile !== undefined || certFile !== undefined || urls.some(({ protocol }) => protocol === 'tls:'),
    credentials: parseCredentials(values, env, urls),
    caFile,
    certFile,
    keyFile,
  };
}

interface ParsedUrl {
  readonly protocol: string;
  /** HOST:PORT. */
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

function parseUrl(option: string, text: string): ParsedUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isServer =
    url !== undefined &&
    ['nats:', 'tls:'].includes(url.protocol) &&
    url.hostname !== '' &&
    ['', '/'].includes(url.pathname) &&
    url.search === '' &&
    url.hash === '';
  if (!isServer) {
    // A URL that cannot be parsed may contain a password anywhere before its last @.
    const shown = text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@');
    throw new UsageError(
      `${option}: expected nats://HOST[:PORT] or tls://HOST[:PORT], several separated by commas, got ${JSON.stringify(shown)}`,
    );
  }
  const { hostname, password, port, protocol, username } = url;
  return {
    protocol,
    host: `${hostname}:${port === '' ? DEFAULT_PORT : port}`,
    user: decoded(username),
    password: decoded(password),
  };
}

/** The first that is given: in the URL, by an option, by the environment. */
function parseCredentials(values: NatsValues, env: Environment, urls: readonly ParsedUrl[]): NatsCredentials {
  const inUrl = urls.find(({ password, user }) => user !== '' || password !== '');
  if (inUrl !== undefined) {
    const { password, user } = inUrl;
    return password === '' ? { kind: 'token', token: user } : { kind: 'user', user, password };
  }
  const ofUser = (user: string): NatsCredentials => ({ kind: 'user', user, password: env['NATS_PASSWORD'] ?? '' });
  const file = firstText(values['nats-creds']);
  if (file !== undefined) return { kind: 'creds', file };
  const user = firstText(values['nats-user']);
  if (user !== undefined) return ofUser(user);
  const [creds, nkey, token, name] = ['NATS_CREDS', 'NATS_NKEY', 'NATS_TOKEN', 'NATS_USER'].map((each) =>
    firstText(env[each]),
  );
  if (creds !== undefined) return { kind: 'creds', file: creds };
  if (nkey !== undefined) return { kind: 'nkey', seedOrFile: nkey };
  if (token !== undefined) return { kind: 'token', token };
  return name === undefined ? { kind: 'none' } : ofUser(name);
}

function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

/** A part of a URL without its percent-encoding; unchanged if the encoding is invalid. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
