import type { NetworkInterfaceInfo } from 'node:os';

/** The table that `os.networkInterfaces()` returns. */
export type NetworkInterfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * The addresses by which a server that listens on `host` can be reached, the ones that other machines can use first.
 *
 * `0.0.0.0` and `::` mean every interface and are no address that a browser could open. For `0.0.0.0` these are the IPv4 addresses of
 * this machine, for `::` the IPv6 ones too, without the link-local ones (they need a zone). At most 8.
 */
export function reachableHosts(host: string, interfaces: NetworkInterfaces): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const usable = all.filter(({ address, family }) =>
    family === 'IPv4' ? true : host === '::' && !/^fe[89ab]/i.test(address),
  );
  const [others, own] = [usable.filter(({ internal }) => !internal), usable.filter(({ internal }) => internal)];
  const addresses = [...others, ...own].map(({ address }) => address);
  return addresses.length === 0 ? [host === '::' ? '::1' : '127.0.0.1'] : addresses.slice(0, MAX_HOSTS);
}

/** A machine with many containers has an interface for each. */
const MAX_HOSTS = 8;
