import { struct } from '../codec/combinators.js';
import { fixedBytes, u16be, u64le } from '../codec/primitives.js';

/** A node's address, as version and addr messages have it. */
export interface NetAddress {
  /** What the node offers: a sum of `ServiceFlags`. */
  services: bigint;
  /** 16 bytes of IPv6; IPv4 is ::ffff:a.b.c.d. */
  ip: Uint8Array;
  port: number;
}

/** A node's address as version and addr have it: 16 bytes of IPv6, IPv4 as ::ffff:a.b.c.d. The port alone is big-endian. */
export const netAddress = struct<NetAddress>({ services: u64le, ip: fixedBytes(16), port: u16be });
