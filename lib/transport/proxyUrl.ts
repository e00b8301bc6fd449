import { parseHostPort, formatHostPort } from '../base/hostPort.js';
import { invalidOption, requireBoolean } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { bytesOfText } from '../codec/text.js';
import { unixPathOf } from './unixPath.js';

/** Where a socket connects to: a host and port, or the path of a Unix socket. */
export type Endpoint =
  { readonly host: string; readonly port: number } | { readonly path: string; readonly host?: undefined };

/** A user name and a password as bytes, 1 to MAX_CREDENTIAL_BYTES each. */
export interface Credentials {
  readonly username: Uint8Array;
  readonly password: Uint8Array;
}

/** A SOCKS5 proxy. */
export interface Proxy {
  /** `host:port` or `unix:/path` for error messages, without the credentials. */
  readonly name: string;
  readonly endpoint: Endpoint;
  /** Offer these; `random`: others for each connection; undefined: offer no authentication. */
  readonly credentials: Credentials | 'random' | undefined;
}

/** RFC 1929, section 2: one byte states the length of the user name, and one that of the password. */
export const MAX_CREDENTIAL_BYTES = 255;

/** The port of SOCKS in the register of IANA, and in RFC 1928, section 3. Tor listens on 9050 by default, Tor Browser on 9150. */
export const DEFAULT_PROXY_PORT = 1080;

/**
 * Parses `socks5://[user:password@]host[:port]` or `unix:/path`; undefined is no proxy. The user name ends at the first `:`, the password
 * at the last `@`. Percent-encoded characters such as `%40` are decoded to bytes; all other characters are used unchanged.
 *
 * @param isolate the option of that name: see `ProxyOptions`
 *
 * Errors with LocalProtocolError `INVALID_OPTION`; the message never contains the user name or the password.
 */
export function parseProxy(text: string | undefined, isolate: boolean | undefined): Proxy | undefined {
  requireBoolean('isolate', isolate);
  if (text === undefined) {
    if (isolate === undefined) return undefined;
    invalidOption('isolate', `has no effect without the URL of a proxy: add proxy: 'socks5://host:port'`);
  }
  // A caller without types may pass anything.
  if (typeof text !== 'string') invalidOption('proxy', `${EXPECTED}, got ${show(text)}`);
  const { credentials, ...where } = text.startsWith('unix:') ? unixProxy(text) : socksProxy(text);
  if (credentials === undefined) return { ...where, credentials: isolate === false ? undefined : 'random' };
  if (isolate === true) {
    invalidOption('isolate', `not possible together with a user name and a password in proxy: remove one of the two`);
  }
  return { ...where, credentials };
}

const EXPECTED = 'socks5://[user:password@]host[:port] or unix:/path expected';

interface ParsedProxy {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly credentials?: Credentials | undefined;
}

function unixProxy(text: string): ParsedProxy {
  if (!text.startsWith('unix:/')) invalidOption('proxy', `absolute path expected after unix:, got ${show(text)}`);
  return { name: text, endpoint: { path: unixPathOf('proxy', text) } };
}

function socksProxy(text: string): ParsedProxy {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]{0,19}):\/\/(.*)$/is.exec(text) ?? [];
  if (scheme?.toLowerCase() !== 'socks5') invalidOption('proxy', `${EXPECTED}, got ${schemeText(scheme)}`);
  const at = rest.lastIndexOf('@');
  const where = rest.slice(at + 1).replace(/\/$/, '');
  const endpoint = parseHostPort(where, DEFAULT_PROXY_PORT);
  if (endpoint === undefined || /[/?#\\]/.test(where) || where.startsWith('unix:')) {
    // Not the text: it is perhaps a user name and a password whose @host is missing.
    invalidOption('proxy', `${EXPECTED}, got no valid host and port after ${at === -1 ? 'socks5://' : 'the last @'}`);
  }
  const credentials = at === -1 ? undefined : parseCredentials(rest.slice(0, at));
  return { name: formatHostPort(endpoint.host, endpoint.port), endpoint, credentials };
}

function schemeText(scheme: string | undefined): string {
  if (scheme === undefined) return 'no scheme: write socks5:// before the host';
  const isSame = scheme.toLowerCase() === 'socks5h';
  return `${scheme}://${isSame ? ': write socks5://, with which the proxy resolves names, too' : ''}`;
}

function parseCredentials(text: string): Credentials {
  const colon = text.indexOf(':');
  const username = percentDecoded(colon === -1 ? text : text.slice(0, colon));
  const password = percentDecoded(colon === -1 ? '' : text.slice(colon + 1));
  const [userLength, passwordLength] = [username.length, password.length];
  if ([userLength, passwordLength].some((length) => length < 1 || length > MAX_CREDENTIAL_BYTES)) {
    invalidOption(
      'proxy',
      `user name and password of 1 to ${MAX_CREDENTIAL_BYTES} bytes expected, got ${userLength} and ${passwordLength} bytes`,
    );
  }
  return { username, password };
}

/** Bytes, not a text: `%ff` is allowed in a password, but is not valid UTF-8. */
function percentDecoded(text: string): Uint8Array {
  const encoded = bytesOfText(text);
  const bytes: number[] = [];
  for (let i = 0; i < encoded.length; i++) {
    if (encoded[i] !== PERCENT) {
      bytes.push(encoded[i]!);
      continue;
    }
    const digits = String.fromCharCode(...encoded.subarray(i + 1, i + 3));
    if (!/^[0-9a-f]{2}$/i.test(digits)) {
      invalidOption('proxy', 'two hex digits expected after each % of the user name and password: write % as %25');
    }
    bytes.push(parseInt(digits, 16));
    i += 2;
  }
  return Uint8Array.from(bytes);
}

const PERCENT = 0x25;
