import type { ValueOf } from '../bytes/codec.js';
import { list, sequence, sinceProtocol, struct } from '../bytes/combinators.js';
import { compactSize64 } from '../bytes/compactSize.js';
import { u16be, u32le, u8, varBytes } from '../bytes/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import { fastAddressesV2, fastTimedAddresses } from './fastAddresses.js';
import { lazily } from './lazily.js';
import { netAddress } from './netAddress.js';

/** Bitcoin Core's MAX_ADDR_TO_SEND (net_processing.cpp), lbcd's MaxAddrPerMsg (wire/msgaddr.go). */
export const MAX_ADDRESSES = 1000;

/** BIP155: "Clients MUST reject messages that contain addresses longer than 512 bytes". */
export const MAX_ADDRV2_ADDRESS_BYTES = 512;

/** The first protocol version whose addr says when a node was last seen (lbcd, wire/protocol.go NetAddressTimeVersion). */
const ADDRESS_TIME_PROTOCOL_VERSION = 31_402;

/** `time`: when it was last seen, in seconds; absent below protocol 31402. */
export const timedAddress = sequence(sinceProtocol(ADDRESS_TIME_PROTOCOL_VERSION, struct({ time: u32le })), netAddress);
export type TimedAddress = ValueOf<typeof timedAddress>;

/** "What other nodes do you know?" */
export const getaddr = defineMessage('getaddr', struct({}));
export type GetaddrMessage = MessageOfDefinition<typeof getaddr>;

/** Addresses of IPv4 and IPv6. */
export const addr = defineMessage(
  'addr',
  lazily(
    'addresses',
    struct({ addresses: list(timedAddress, { maxItems: MAX_ADDRESSES }) }),
    fastTimedAddresses(MAX_ADDRESSES, ADDRESS_TIME_PROTOCOL_VERSION),
  ),
);
export type AddrMessage = MessageOfDefinition<typeof addr>;

/** An address of any network, those too that are not known yet: `address` are its bytes as they came (BIP155). */
export const addressV2 = struct({
  time: u32le,
  services: compactSize64,
  networkId: u8,
  address: varBytes({ maxBytes: MAX_ADDRV2_ADDRESS_BYTES }),
  port: u16be,
});
export type AddressV2 = ValueOf<typeof addressV2>;

/** Addresses of every network (BIP155). */
export const addrv2 = defineMessage(
  'addrv2',
  lazily(
    'addresses',
    struct({ addresses: list(addressV2, { maxItems: MAX_ADDRESSES }) }),
    fastAddressesV2(MAX_ADDRESSES, MAX_ADDRV2_ADDRESS_BYTES),
  ),
);
export type Addrv2Message = MessageOfDefinition<typeof addrv2>;
