import { NetworkId, toBase32 } from '../../../address/addressText.js';
import { formatIp, startsWith } from '../../../address/ipAddress.js';
import { toAddressV2 } from '../../../address/addressForms.js';
import type { AddressV2 } from '../../../messages/addresses.js';
import type { NetAddress } from '../../../messages/netAddress.js';
import type { address } from '../schema/primitives.js';
import type { ValueOf } from '../schema/layout.js';

/** The prefix of TORv2 addresses in IPv6 (OnionCat): fd87:d87e:eb43::/48. */
const ONIONCAT_PREFIX = [0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43];

/** An address of an addrv2 message. Onion addresses have the form of peer-observer: the public key in base32, without checksum and version. */
export function addressValue({ address: bytes, networkId, port, services, time }: AddressV2): ValueOf<typeof address> {
  return { timestamp: time, ...networkFieldOf(networkId, bytes), services, port };
}

/** An address of a version or addr message. */
export function ipAddressValue(item: NetAddress & { time?: number }): ValueOf<typeof address> {
  const { ip } = item;
  const value = toAddressV2({ time: 0, ...item });
  if (!startsWith(ip, ONIONCAT_PREFIX)) return addressValue(value);
  return addressValue({ ...value, networkId: NetworkId.torV2, address: ip.slice(ONIONCAT_PREFIX.length) });
}

function networkFieldOf(networkId: number, bytes: Uint8Array): Partial<ValueOf<typeof address>> {
  switch (networkId) {
    case NetworkId.ipv4:
      return { ipv4: bytes.join('.') };
    case NetworkId.ipv6:
      return { ipv6: formatIp(bytes) };
    case NetworkId.torV2:
      return { torv2: `${toBase32(bytes)}.onion` };
    case NetworkId.torV3:
      return { torv3: `${toBase32(bytes)}.onion` };
    case NetworkId.i2p:
      return { i2p: `${toBase32(bytes)}.b32.i2p` };
    case NetworkId.cjdns:
      return { cjdns: formatIp(bytes) };
    default:
      return { unknown: { id: networkId, address: bytes } };
  }
}
