import { parseHostPort } from '../hostPort.js';

/** Who may ask the server for anything. */
export interface AdmissionOptions {
  /** What the server listens on, as it was asked to. */
  host: string;
  port: number;
  /** Required as the first part of every path, where there is one. */
  token?: string | undefined;
}

/** As much of a request as decides. */
export interface AdmissionRequest {
  readonly host: string | undefined;
  readonly origin?: string | undefined;
  readonly path: string;
}

export type Admission =
  { readonly isAdmitted: true; readonly path: string } | { readonly isAdmitted: false; readonly why: string };

/** Names that never lead anywhere else: a page of somebody else's cannot have them as its origin. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host);
}

/**
 * Decides on a request by its Host, its Origin and its token.
 *
 * A page elsewhere can have its own name resolve to 127.0.0.1 (DNS rebinding): its requests then carry that name as their Host, so only
 * names that cannot be rebound are let by: loopback's, and where the server listens on another address that address, or any that is
 * written in numbers. A page elsewhere can also open a WebSocket to us by our name: its Origin tells.
 */
export function admit({ host, port, token }: AdmissionOptions, request: AdmissionRequest): Admission {
  if (!isOurs(request.host)) return { isAdmitted: false, why: 'host' };
  if (request.origin !== undefined && request.origin !== `http://${request.host}`) {
    return { isAdmitted: false, why: 'origin' };
  }
  if (token === undefined) return { isAdmitted: true, path: request.path };
  const [, given = '', ...rest] = request.path.split('/');
  return isSame(given, token) ? { isAdmitted: true, path: `/${rest.join('/')}` } : { isAdmitted: false, why: 'token' };

  function isOurs(text: string | undefined): boolean {
    const asked = text === undefined ? undefined : parseHostPort(text.toLowerCase(), HTTP_PORT);
    if (asked === undefined || asked.port !== port) return false;
    return (
      isLoopback(asked.host) || (!isLoopback(host) && (asked.host === host.toLowerCase() || isIpAddress(asked.host)))
    );
  }
}

/** The default of http. */
const HTTP_PORT = 80;

function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(host);
}

/** Takes as long for a wrong token as for the right one. */
function isSame(given: string, token: string): boolean {
  let difference = given.length ^ token.length;
  for (let i = 0; i < token.length; i++) difference |= token.charCodeAt(i) ^ given.charCodeAt(i % (given.length || 1));
  return difference === 0;
}
