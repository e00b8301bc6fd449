import { constrained, list, sequence, sinceProtocol, struct, type StructCodec } from '../codec/combinators.js';
import { compactSize64 } from '../codec/compactSize.js';
import { u16be, u32le, u8, varBytes } from '../codec/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import { netAddress, type NetAddress } from './netAddress.js';
import { addressBytesOf } from './networkId.js';

/** Bitcoin Core's MAX_ADDR_TO_SEND (net_processing.cpp), lbcd's MaxAddrPerMsg (wire/msgaddr.go). */
export const MAX_ADDRESSES = 1000;

/** BIP155: "Clients MUST reject messages that contain addresses longer than 512 bytes". */
export const MAX_ADDRV2_ADDRESS_BYTES = 512;

/** The first protocol version whose addr says when a node was last seen (lbcd, wire/protocol.go NetAddressTimeVersion). */
export const ADDRESS_TIME_PROTOCOL_VERSION = 31_402;

/** A node's address as an addr message has it. */
export interface TimedAddress extends NetAddress {
  /** When the node was last seen, in seconds since 1970. Absent below protocol version 31402. */
  time?: number;
}
export const timedAddress: StructCodec<TimedAddress> = sequence(
  sinceProtocol(ADDRESS_TIME_PROTOCOL_VERSION, struct({ time: u32le })),
  netAddress,
);

/** "What other nodes do you know?" */
export const getaddr = defineMessage('getaddr', struct({}));
export type GetaddrMessage = MessageOfDefinition<typeof getaddr>;

/** Addresses of IPv4 and IPv6. */
export const addr = defineMessage(
  'addr',
  struct({ addresses: list(timedAddress, { maxItems: MAX_ADDRESSES, excessCode: 'TOO_MANY_ITEMS' }) }),
);
export type AddrMessage = MessageOfDefinition<typeof addr>;

/** An address of any network, known to this library or not (BIP155). */
export interface AddressV2 {
  /** When the node was last seen, in seconds since 1970. */
  time: number;
  /** What the node offers: a sum of `ServiceFlags`. */
  services: bigint;
  /** 1 IPv4, 2 IPv6, 4 Tor v3, 5 I2P, 6 CJDNS; other networks are kept as they are. */
  networkId: number;
  /** The address's bytes as the remote sent them: as many as its network requires, of an unknown network at most 512. */
  address: Uint8Array;
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

/** Addresses of every network (BIP155). */
export const addrv2 = defineMessage(
  'addrv2',
  struct({ addresses: list(addressV2, { maxItems: MAX_ADDRESSES, excessCode: 'TOO_MANY_ITEMS' }) }),
);
export type Addrv2Message = MessageOfDefinition<typeof addrv2>;
