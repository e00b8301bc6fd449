import { parseHostPort } from '../../base/hostPort.js';
import { isEqualText } from './isEqualText.js';

/** Options that decide which requests the server of the dashboard accepts. */
export interface AdmissionOptions {
  /** The name or IP address that the server listens on, as the user wrote it. */
  host: string;
  /** The secret that every path has to begin with (`/TOKEN/…`). Default: no token is required. */
  token?: string | undefined;
  /** Further origins, as `parseOrigin` returns them: the addresses of reverse proxies in front of the server. Default: none. */
  origins?: readonly string[] | undefined;
}

/** The parts of a request that `admit` checks. */
export interface AdmissionRequest {
  /** The `Host` header. */
  readonly host: string | undefined;
  /** The `Origin` header; browsers send it with every WebSocket handshake. */
  readonly origin?: string | undefined;
  readonly path: string;
}

/** The part of a request that was not allowed. */
export type RefusalReason = 'host' | 'origin' | 'token';

export type Admission =
  { readonly isAdmitted: true; readonly path: string } | { readonly isAdmitted: false; readonly reason: RefusalReason };

/** Names that DNS cannot resolve to another machine: a page of another site cannot have one of these as its origin. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** True for `127.0.0.1`, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/**
 * Accepts or refuses a request by its Host, its Origin and its token.
 *
 * - **Host.** Another site can make its own name resolve to 127.0.0.1 (DNS rebinding). The browser then sends that name as Host.
 *   Therefore only names that cannot be rebound are admitted: those of loopback; the host of one of `origins`; and, if the server listens
 *   on another address than loopback, that address and every literal IP address. The port is not checked: a check would protect against no
 *   attack, and the port differs behind `ssh -L` and in containers.
 * - **Origin.** A page of another site can open a WebSocket to our Host. Its Origin then differs from the Host. Admitted are the origin of
 *   the Host, with http or https, and `origins`.
 * - **Token.** If a token is set, the path has to begin with it. The returned path does not contain the token.
 */
export function admit({ host, token, origins = [] }: AdmissionOptions, request: AdmissionRequest): Admission {
  if (!isHostAdmitted(request.host)) return { isAdmitted: false, reason: 'host' };
  if (request.origin !== undefined && !isOriginAdmitted(request.origin)) return { isAdmitted: false, reason: 'origin' };
  if (token === undefined) return { isAdmitted: true, path: request.path };
  const [, given = '', ...rest] = request.path.split('/');
  return isEqualText(given, token)
    ? { isAdmitted: true, path: `/${rest.join('/')}` }
    : { isAdmitted: false, reason: 'token' };

  function isHostAdmitted(text: string | undefined): boolean {
    // The default port 80 has no meaning: only the host is used.
    const requested = text === undefined ? undefined : parseHostPort(text.toLowerCase(), 80)?.host;
    if (requested === undefined) return false;
    if (isLoopback(requested) || origins.some((origin) => isOriginOf(origin, text!))) return true;
    return !isLoopback(host) && (requested === host.toLowerCase() || isIpAddress(requested));
  }

  function isOriginAdmitted(text: string): boolean {
    const origin = parseOrigin(text);
    return origin !== undefined && (origins.includes(origin) || isOriginOf(origin, request.host!));
  }
}

/**
 * The origin in the form that browsers send: `https://rx.example.org`, without a default port. Undefined for anything but
 * `http(s)://HOST[:PORT]`: a URL with a path, a user or a query is not an origin.
 */
export function parseOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, href } = new URL(text);
  const isOrigin = (protocol === 'http:' || protocol === 'https:') && href === `${origin}/`;
  return isOrigin ? origin : undefined;
}

/** Whether a browser sends this Host when it loads a page of that origin. */
function isOriginOf(origin: string, host: string): boolean {
  const scheme = origin.slice(0, origin.indexOf(':'));
  return parseOrigin(`${scheme}://${host}`) === origin;
}

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(host);
}
