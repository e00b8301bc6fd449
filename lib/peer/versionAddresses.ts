import { show } from '../base/show.js';
import { NO_ADDRESS } from '../protocol/handshake/localVersion.js';
import { LocalProtocolError } from '../base/errors.js';
import { parseHostPort } from '../base/hostPort.js';
import { parseIp } from '../address/ipAddress.js';
import type { NetAddress } from '../messages/netAddress.js';

/** The remote's address for our version: all zero through a proxy, or if it is not an IP address (lbcd, peer/peer.go localVersionMsg). */
export function addressOfRemote(address: string, proxy = false): NetAddress {
  const remote = parseHostPort(address);
  const ip = remote && parseIp(remote.host);
  return proxy || remote === undefined || ip === undefined ? NO_ADDRESS : { services: 0n, ip, port: remote.port };
}

/** Our own address for our version. Errors with LocalProtocolError `INVALID_OPTION` for a host that is not an IP address. */
export function addressOfOurs(
  addressMe: { host: string; port: number } | undefined,
  services = 0n,
): NetAddress | undefined {
  if (addressMe === undefined) return undefined;
  const { host, port } = addressMe;
  const ip = typeof host === 'string' ? parseIp(host) : undefined;
  if (ip === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LocalProtocolError(
      'INVALID_OPTION',
      `IP address and port expected, got ${show(host)} and ${show(port)}`,
      'addressMe',
    );
  }
  return { services, ip, port };
}
