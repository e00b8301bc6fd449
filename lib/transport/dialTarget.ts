import { parseAddress } from '../address/addressText.js';
import { parseIp } from '../address/ipAddress.js';
import { isUnixSocket } from '../base/hostPort.js';
import { invalidOption, requireHost, requireInteger } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import type { Endpoint } from './proxyUrl.js';
import { unixPathOf } from './unixPath.js';

/** SOCKS5 states the length of a name in one byte (RFC 1928, section 5). */
export const MAX_PROXY_NAME_BYTES = 255;

/**
 * Checks where to dial, before anything is sent or resolved: a name under .onion or .i2p must not reach a name server, and a proxy cannot reach a
 * Unix socket of this machine.
 *
 * @param port may be undefined for a Unix socket, which has none
 *
 * Errors with LocalProtocolError `INVALID_OPTION`.
 */
export function requireDialTarget(host: string, port: number | undefined, hasProxy: boolean): Endpoint {
  requireHost('host', host ?? '');
  if (host.startsWith('unix:')) return unixTarget(host, hasProxy);
  requireInteger('port', port ?? NaN, 1, 65_535);
  if (HIDDEN_NAME.test(host)) requireHiddenService(host, hasProxy);
  else if (hasProxy) requireProxyHost(host);
  return { host, port: port! };
}

/** "Special-use" names that only their own network resolves (RFC 7686 for .onion). */
const HIDDEN_NAME = /\.(onion|i2p)\.?$/i;

function unixTarget(host: string, hasProxy: boolean): Endpoint {
  if (!isUnixSocket(host)) invalidOption('host', `absolute path expected after unix:, got ${show(host)}`);
  if (hasProxy) invalidOption('host', `${show(host)} is a Unix socket of this machine, which a proxy cannot reach`);
  return { path: unixPathOf('host', host) };
}

function requireHiddenService(host: string, hasProxy: boolean): void {
  const isOnion = /onion\.?$/i.test(host);
  if (!hasProxy) {
    const example = isOnion ? `, such as proxy: 'socks5://127.0.0.1:9050' for Tor` : '';
    invalidOption('host', `${show(host)} can be reached through a proxy only: add one${example}`);
  }
  if (isOnion && parseAddress(host) === undefined) {
    invalidOption('host', `onion address of version 3 (56 characters and .onion) expected, got ${show(host)}`);
  }
}

function requireProxyHost(host: string): void {
  if (parseIp(host) !== undefined) return;
  if (host.includes(':')) {
    invalidOption('host', `name or address that the proxy can reach expected, got ${show(host)}`);
  }
  // Name servers know other names by their form in ASCII only, and a proxy passes on the name unchanged.
  if (/[^\x21-\x7e]/.test(host)) {
    invalidOption('host', `name in ASCII expected, such as xn--9ca.example, got ${show(host)}`);
  }
  const { length } = host;
  if (length > MAX_PROXY_NAME_BYTES) {
    invalidOption('host', `name of at most ${MAX_PROXY_NAME_BYTES} bytes expected, got ${length} bytes`);
  }
}
