import { formatHostPort, parseHostPort } from '../base/hostPort.js';

/** A node that the bridge may connect to. */
export interface BridgeTarget {
  /** A name or an IP address without brackets, in lower case. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** Parses `HOST:PORT` of an allow list; undefined for any other text, such as a host without a port, or a Unix socket. */
export function parseTargetText(text: string): BridgeTarget | undefined {
  const parsed = parseHostPort(text.toLowerCase());
  return parsed === undefined || /[/?#%@\s]/.test(parsed.host) ? undefined : parsed;
}

/**
 * The target that a path names: `/HOST:PORT`, with percent-encoded characters decoded. Undefined unless it is in the list, in the same spelling apart
 * from upper and lower case: `127.0.0.1` does not allow `localhost`, and no name is resolved to compare addresses.
 */
export function allowedTarget(path: string, allow: readonly BridgeTarget[]): BridgeTarget | undefined {
  const target = targetOfPath(path);
  return allow.find(({ host, port }) => host === target?.host && port === target.port);
}

/** The answer to a request for any other target. It does not contain the list, so a page that guesses targets does not learn them. */
export function refusedTargetText(path: string): string {
  const target = targetOfPath(path);
  if (target === undefined) return 'refused: the path has to be /TOKEN/HOST:PORT.';
  const name = formatHostPort(target.host, target.port);
  return `refused: ${name} is not in the list of allowed nodes.\nStart the bridge with --allow ${name}, in exactly this spelling.`;
}

function targetOfPath(path: string): BridgeTarget | undefined {
  try {
    return parseTargetText(decodeURIComponent(path.slice(1)));
  } catch {
    return undefined;
  }
}
