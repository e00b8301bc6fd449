/**
 * Formats a host and a port as one text, with an IPv6 host in brackets: `127.0.0.1:8333`, `[::1]:8333`. A Unix socket has no port:
 * `unix:/run/node.sock`.
 */
export function formatHostPort(host: string, port: number): string {
  if (isUnixSocket(host)) return host;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether a host is the path of a Unix socket: `unix:/run/node.sock`. */
export function isUnixSocket(host: string): boolean {
  return host.startsWith('unix:/');
}

/**
 * Parses `host:port`, `[IPv6]:port`, or a host alone, which gets `defaultPort`. `unix:/path` also gets `defaultPort`, although its port has
 * no meaning. Returns undefined for any other text, for a port outside of 1 to 65535, and for a host alone without a default.
 */
export function parseHostPort(text: string, defaultPort?: number): { host: string; port: number } | undefined {
  if (isUnixSocket(text)) return defaultPort === undefined ? undefined : { host: text, port: defaultPort };
  const match = /^(?:\[([^[\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? text : undefined);
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
