import type { NetworkInterfaceInfo } from 'node:os';

/** The table that `os.networkInterfaces()` returns. */
export type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The addresses at which a server that listens on `host` can be reached. Addresses that other machines can use come first. At most 8.
 *
 * `0.0.0.0` and `::` mean every interface; a browser cannot open them. They are replaced by the IPv4 addresses of this machine, for `::`
 * also by its IPv6 addresses, except link-local ones, which need a zone.
 */
export function reachableHosts(host: string, interfaces: NetworkInterfaces): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ address, family }) =>
    family === 'IPv4' ? true : host === '::' && !/^fe[89ab]/i.test(address),
  );
  const [external, loopback] = [usable.filter(({ internal }) => !internal), usable.filter(({ internal }) => internal)];
  const addresses = [...external, ...loopback].map(({ address }) => address);
  return addresses.length === 0 ? [host === '::' ? '::1' : '127.0.0.1'] : addresses.slice(0, MAX_HOSTS);
}

/** A machine that runs many containers has an interface per container. */
const MAX_HOSTS = 8;
