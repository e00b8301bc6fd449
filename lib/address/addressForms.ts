import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { NetworkId } from '../messages/networkId.js';
import { IPV4_PREFIX, startsWith } from './ipAddress.js';

/** Converts an address of an addr message to the form of addrv2. */
export function toAddressV2({ time = 0, services, ip, port }: TimedAddress): AddressV2 {
  const isIpv4 = startsWith(ip, IPV4_PREFIX);
  return {
    time,
    services,
    networkId: isIpv4 ? NetworkId.ipv4 : NetworkId.ipv6,
    address: isIpv4 ? ip.slice(12) : ip,
    port,
  };
}

/** Converts an address of an addrv2 message to the form of addr; undefined for a network that addr cannot represent (Tor, I2P, CJDNS). */
export function toTimedAddress({ time, services, networkId, address, port }: AddressV2): TimedAddress | undefined {
  if (networkId === NetworkId.ipv4 && address.length === 4) {
    return { time, services, ip: Uint8Array.from([...IPV4_PREFIX, ...address]), port };
  }
  if (networkId === NetworkId.ipv6 && address.length === 16) return { time, services, ip: address, port };
  return undefined;
}
