/** The options with which `connect`, `dial` and `createPool` use a proxy. docs/proxy.md describes them. */
export interface ProxyOptions {
  /**
   * A SOCKS5 proxy through which connections are opened: `socks5://host:port`, `socks5://user:password@host:port` with percent-encoded characters
   * decoded, 1 to 255 bytes each, or `unix:/path`. The default port is 1080. The proxy resolves names, and onion addresses can be dialled.
   *
   * True if connections use a proxy that this library does not know, such as a transparent one. With a URL or true our version message contains
   * neither our own address nor that of the remote, and `addressMe` is not possible. Default false.
   */
  proxy?: boolean | string | undefined;
  /**
   * Whether each connection offers a random user name and password to the proxy, so that Tor uses another circuit for each. False: no
   * authentication is offered. Only together with the URL of a proxy that contains no user name and password. Default true for such a URL.
   */
  isolate?: boolean | undefined;
}

/** The URL among the values of the option `proxy`; undefined if there is none. Any value that is not a boolean is checked as a URL. */
export function proxyUrlOf({ proxy }: ProxyOptions): string | undefined {
  return typeof proxy === 'boolean' ? undefined : proxy;
}

/** A copy in which `proxy` states only whether a proxy is used: a peer does not dial, so it needs no more. */
export function withProxyFlag<O extends ProxyOptions>(options: O): Omit<O, 'proxy'> & { proxy?: boolean } {
  return { ...options, proxy: typeof options.proxy === 'boolean' ? options.proxy : options.proxy !== undefined };
}
