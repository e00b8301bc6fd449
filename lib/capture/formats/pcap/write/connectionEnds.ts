import { IPV4_PREFIX, parseIp, startsWith } from '../../../../address/ipAddress.js';
import { parseHostPort } from '../../../../base/hostPort.js';
import { crc32 } from '../../../../crypto/crc32.js';
import type { OpenedRecord } from '../../../captureRecord.js';
import type { TcpEnd } from './tcpPacket.js';

/** The recorded peer's stand-in addresses, because recordings do not hold it: 192.0.2.1 (RFC 5737) and 2001:db8::1 (RFC 3849). */
const LOCAL_IPV4 = Uint8Array.of(192, 0, 2, 1);
const LOCAL_IPV6 = Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

/** The dynamic ports (RFC 6335, 6). */
const FIRST_DYNAMIC_PORT = 49_152;
const DYNAMIC_PORTS = 65_536 - FIRST_DYNAMIC_PORT;

/**
 * The two ends of a connection in a pcap.
 *
 * The remote has its recorded address. A remote without an IP address (a name, an onion service, none recorded) gets a stand-in in
 * 198.18.0.0/15 (RFC 2544); the same name always gets the same stand-in. The listener has the recorded port, or the default port of the
 * network; a dialler whose port is not recorded gets a dynamic port, which depends on `index`.
 *
 * @param index the number of connections before this one
 */
export function connectionEnds(
  { address, direction }: Pick<OpenedRecord, 'address' | 'direction'>,
  defaultPort: number,
  index: number,
): { local: TcpEnd; remote: TcpEnd } {
  const dynamicPort = FIRST_DYNAMIC_PORT + (index % DYNAMIC_PORTS);
  const [localPort, remotePort] = direction === 'outbound' ? [dynamicPort, defaultPort] : [defaultPort, dynamicPort];
  const { host, port } = parseHostPort(address, remotePort) ?? { host: address, port: remotePort };
  const ip = ipOf(host);
  return { local: { ip: ip.length === 4 ? LOCAL_IPV4 : LOCAL_IPV6, port: localPort }, remote: { ip, port } };
}

function ipOf(host: string): Uint8Array {
  const ip = parseIp(host);
  if (ip === undefined) return standInOf(host);
  return startsWith(ip, IPV4_PREFIX) ? ip.subarray(12) : ip;
}

function standInOf(host: string): Uint8Array {
  // Neither the first nor the last address of the range.
  const number = 1 + (crc32(new TextEncoder().encode(host)) % (STAND_INS - 2));
  return Uint8Array.of(198, 18 + (number >>> 16), number >>> 8, number);
}

/** The number of addresses in 198.18.0.0/15. */
const STAND_INS = 2 ** 17;
