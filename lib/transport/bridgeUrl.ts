import { invalidOption } from '../base/optionChecks.js';

/**
 * The URL that `rxpeer bridge` prints, parsed.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for another text, without showing it: it may contain the token.
 */
export function requireBridgeUrl(url: string): URL {
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  const isWebSocket = parsed?.protocol === 'ws:' || parsed?.protocol === 'wss:';
  if (parsed === undefined || !isWebSocket || parsed.hash !== '') {
    invalidOption('url', 'URL of a bridge expected, such as ws://127.0.0.1:8445/TOKEN/HOST:PORT');
  }
  return parsed;
}

/** The node to which the bridge connects: the last part of the path, `HOST:PORT`. Without a path, the host of the bridge. */
export function bridgeTargetOf({ pathname, host }: URL): string {
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last) || host;
  } catch {
    return last;
  }
}
