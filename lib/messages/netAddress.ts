import { struct } from '../codec/combinators.js';
import { fixedBytes, u16be, u64le } from '../codec/primitives.js';

/** The address of an IPv4 or IPv6 node in version and addr messages. */
export interface NetAddress {
  /** Services of the node: a sum of `ServiceFlags`. */
  services: bigint;
  /** 16 bytes: an IPv6 address, or an IPv4 address as ::ffff:a.b.c.d. `formatIp` formats it. */
  ip: Uint8Array;
  /** TCP port, 0 to 65535. The only big-endian number of the protocol besides addrv2's port. */
  port: number;
}
export const netAddress = struct<NetAddress>({ services: u64le, ip: fixedBytes(16), port: u16be });
