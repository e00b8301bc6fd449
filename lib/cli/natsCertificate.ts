import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { parseHostPort } from '../base/hostPort.js';

/** The name that Node checks for a server that is given by its IP address: the client passes no name then. */
const NAMELESS = 'localhost';

/**
 * Checks that a certificate belongs to the server. This is needed for servers that are given by an IP address: the client does not pass on
 * the address, so the certificate has to belong to one of the addresses in the list.
 *
 * @param servers HOST:PORT of each server
 * @returns a function for the option `checkServerIdentity` of node:tls
 */
export function certificateCheck(
  servers: readonly string[],
): (host: string, certificate: PeerCertificate) => Error | undefined {
  const hosts = servers.flatMap((server) => parseHostPort(server, 1)?.host ?? []);
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  return (host, certificate) => {
    if (host !== NAMELESS || hosts.includes(NAMELESS) || addresses.length === 0)
      return checkServerIdentity(host, certificate);
    const errors = addresses.map((address) => checkServerIdentity(address, certificate));
    return errors.includes(undefined) ? undefined : errors[0];
  };
}
