/** The networks of an addrv2 address (BIP155). */
export const NetworkId = { ipv4: 1, ipv6: 2, torV2: 3, torV3: 4, i2p: 5, cjdns: 6 } as const;

/** "Address length (bytes)" by network id (BIP155). TORv2 is gone: Bitcoin Core skips its entries like those of unknown networks. */
const ADDRESS_BYTES: readonly (number | undefined)[] = [undefined, 4, 16, undefined, 32, 32, 16];

/** The number of bytes that an address of this network has; undefined if the network is unknown or TORv2. */
export function addressBytesOf(networkId: number): number | undefined {
  return ADDRESS_BYTES[networkId];
}
