import { constrained, list, sequence, sinceProtocol, struct, type StructCodec } from '../codec/combinators.js';
import { compactSize64 } from '../codec/compactSize.js';
import { u16be, u32le, u8, varBytes } from '../codec/primitives.js';
import { defineMessage } from './defineMessage.js';
import { netAddress, type NetAddress } from './netAddress.js';
import { addressBytesOf } from './networkId.js';

/** Bitcoin Core's MAX_ADDR_TO_SEND (net_processing.cpp), lbcd's MaxAddrPerMsg (wire/msgaddr.go). */
export const MAX_ADDRESSES = 1000;

/** BIP155: "Clients MUST reject messages that contain addresses longer than 512 bytes". */
export const MAX_ADDRV2_ADDRESS_BYTES = 512;

/** The first protocol version in which an addr item has the field `time` (lbcd, wire/protocol.go NetAddressTimeVersion). */
export const ADDRESS_TIME_PROTOCOL_VERSION = 31_402;

/** An item of an addr message: the address of an IPv4 or IPv6 node. */
export interface TimedAddress extends NetAddress {
  /** Time when the node was last seen, in seconds since 1970. Absent below protocol version 31402. */
  time?: number;
}
export const timedAddress: StructCodec<TimedAddress> = sequence(
  sinceProtocol(ADDRESS_TIME_PROTOCOL_VERSION, struct({ time: u32le })),
  netAddress,
);

/** Asks for addresses of other nodes. The answer is addr, or addrv2 if we have sent sendaddrv2. Bitcoin Core answers inbound peers only. */
export interface GetaddrMessage {
  readonly command: 'getaddr';
}
export const getaddr = defineMessage('getaddr', struct({}));

/** Addresses of IPv4 and IPv6 nodes: the answer to getaddr, or relayed without a question. */
export interface AddrMessage {
  readonly command: 'addr';
  /** At most 1000 addresses (MAX_ADDRESSES). */
  addresses: TimedAddress[];
}
export const addr = defineMessage(
  'addr',
  struct({ addresses: list(timedAddress, { maxItems: MAX_ADDRESSES, excessCode: 'TOO_MANY_ITEMS' }) }),
);

/** An item of an addrv2 message: the address of a node in any network, including networks that this library does not know (BIP155). */
export interface AddressV2 {
  /** Time when the node was last seen, in seconds since 1970. */
  time: number;
  /** Services of the node: a sum of `ServiceFlags`. */
  services: bigint;
  /** A value of `NetworkId`: 1 IPv4, 2 IPv6, 4 Tor v3, 5 I2P, 6 CJDNS. Other values are decoded unchanged. */
  networkId: number;
  /** The bytes of the address. Their number is fixed for each known network; for an unknown network it is at most 512. */
  address: Uint8Array;
  /** TCP port, 0 to 65535; 0 if the network has no ports (BIP155). */
  port: number;
}

/** BIP155: "Clients MUST reject messages" with an address of another length than its network requires. */
export const addressV2 = constrained(
  struct<AddressV2>({
    time: u32le,
    services: compactSize64,
    networkId: u8,
    address: varBytes({ maxBytes: MAX_ADDRV2_ADDRESS_BYTES }),
    port: u16be,
  }),
  ({ networkId, address }) => {
    const expected = addressBytesOf(networkId);
    if (expected === undefined || address.length === expected) return undefined;
    return `address of ${address.length} bytes, ${expected} expected for network ${networkId}`;
  },
  'INVALID_VALUE',
);

/** Addresses of nodes in all networks (BIP155): sent instead of addr to a remote that has sent sendaddrv2. */
export interface Addrv2Message {
  readonly command: 'addrv2';
  /** At most 1000 addresses (MAX_ADDRESSES). */
  addresses: AddressV2[];
}
export const addrv2 = defineMessage(
  'addrv2',
  struct({ addresses: list(addressV2, { maxItems: MAX_ADDRESSES, excessCode: 'TOO_MANY_ITEMS' }) }),
);
