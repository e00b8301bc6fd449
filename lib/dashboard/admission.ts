import { parseHostPort } from '../base/hostPort.js';

/** Which requests the dashboard's server answers. */
export interface AdmissionOptions {
  /** The address that the server listens on, as the user gave it: a name or an IP address. */
  host: string;
  /** The secret that every path has to begin with (`/TOKEN/…`). Default: none is required. */
  token?: string | undefined;
  /** Further origins, as `parseOrigin` returns them: addresses of a reverse proxy in front of the server. Default: none. */
  origins?: readonly string[] | undefined;
}

/** The parts of a request that decide whether it is admitted. */
export interface AdmissionRequest {
  /** The `Host` header. */
  readonly host: string | undefined;
  /** The `Origin` header; browsers send it with every WebSocket. */
  readonly origin?: string | undefined;
  readonly path: string;
}

/** Which part of a request was wrong. */
export type RefusalReason = 'host' | 'origin' | 'token';

export type Admission =
  { readonly isAdmitted: true; readonly path: string } | { readonly isAdmitted: false; readonly reason: RefusalReason };

/** Names that no DNS server can point at another machine: a page of another site cannot have one of them as its origin. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** True for `127.0.0.1`, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/**
 * Decides on a request by its Host, its Origin and its token.
 *
 * - **Host.** Another site can let its own name resolve to 127.0.0.1 (DNS rebinding). The browser then sends that name as Host, so only
 *   names that cannot be rebound are admitted: those of loopback; the host of one of `origins`; and if the server listens on another
 *   address than loopback, that address and every literal IP address. The port does not matter, because it protects against nothing
 *   and differs behind `ssh -L` and in containers.
 * - **Origin.** Another site can open a WebSocket to us under our own name. Its Origin is then not the Host's. Admitted are the origin
 *   of the Host, by http or https, and `origins`.
 * - **Token.** If there is one, the path has to begin with it. The admitted path does not contain it any more.
 */
export function admit({ host, token, origins = [] }: AdmissionOptions, request: AdmissionRequest): Admission {
  if (!isHostAdmitted(request.host)) return { isAdmitted: false, reason: 'host' };
  if (request.origin !== undefined && !isOriginAdmitted(request.origin)) return { isAdmitted: false, reason: 'origin' };
  if (token === undefined) return { isAdmitted: true, path: request.path };
  const [, given = '', ...rest] = request.path.split('/');
  return isSame(given, token)
    ? { isAdmitted: true, path: `/${rest.join('/')}` }
    : { isAdmitted: false, reason: 'token' };

  function isHostAdmitted(text: string | undefined): boolean {
    // Port 80 only fills the place of a port that is not given.
    const asked = text === undefined ? undefined : parseHostPort(text.toLowerCase(), 80)?.host;
    if (asked === undefined) return false;
    if (isLoopback(asked) || origins.some((origin) => isOriginOf(origin, text!))) return true;
    return !isLoopback(host) && (asked === host.toLowerCase() || isIpAddress(asked));
  }

  function isOriginAdmitted(text: string): boolean {
    const origin = parseOrigin(text);
    return origin !== undefined && (origins.includes(origin) || isOriginOf(origin, request.host!));
  }
}

/**
 * The origin in the form that browsers send: `https://rx.example.org`, without the default port. Undefined for anything else than
 * `http(s)://HOST[:PORT]`, a path, a user or a query included.
 */
export function parseOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { origin, protocol, href } = new URL(text);
  const isOrigin = (protocol === 'http:' || protocol === 'https:') && href === `${origin}/`;
  return isOrigin ? origin : undefined;
}

/** Whether a browser that sends this Host could be on a page of that origin. */
function isOriginOf(origin: string, host: string): boolean {
  const scheme = origin.slice(0, origin.indexOf(':'));
  return parseOrigin(`${scheme}://${host}`) === origin;
}

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(host);
}

/** Takes as long for a wrong token as for the right one. */
function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let i = 0; i < token.length; i++) difference |= token.charCodeAt(i) ^ given.charCodeAt(i % (given.length || 1));
  return difference === 0;
}
