/** A host and its port as one text, an IPv6 host in brackets: `127.0.0.1:8333`, `[::1]:8333`. */
export function formatHostPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The host and the port in such a text; without a port the default one. Undefined where it is neither. */
export function parseHostPort(text: string, defaultPort?: number): { host: string; port: number } | undefined {
  const match = /^(?:\[([^[\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? (/^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? text : undefined);
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
