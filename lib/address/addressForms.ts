import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { NetworkId } from '../messages/networkId.js';
import { IPV4_PREFIX } from './ipAddress.js';

/** The address of an addr as an addrv2 has it. */
export function toAddressV2({ time = 0, services, ip, port }: TimedAddress): AddressV2 {
  const isIpv4 = IPV4_PREFIX.every((byte, i) => ip[i] === byte);
  return {
    time,
    services,
    networkId: isIpv4 ? NetworkId.ipv4 : NetworkId.ipv6,
    address: isIpv4 ? ip.slice(12) : ip,
    port,
  };
}

/** The address of an addrv2 as an addr has it; undefined for a network that addr cannot name. */
export function toTimedAddress({ time, services, networkId, address, port }: AddressV2): TimedAddress | undefined {
  if (networkId === NetworkId.ipv4 && address.length === 4) {
    return { time, services, ip: Uint8Array.from([...IPV4_PREFIX, ...address]), port };
  }
  if (networkId === NetworkId.ipv6 && address.length === 16) return { time, services, ip: address, port };
  return undefined;
}
