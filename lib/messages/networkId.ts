/** The networks of an addrv2 address (BIP155). */
export const NetworkId = {
  /** 4 bytes. */
  ipv4: 1,
  /** 16 bytes. */
  ipv6: 2,
  /** Tor v2, 10 bytes: obsolete. */
  torV2: 3,
  /** Tor v3: the 32 bytes of the onion service's public key. */
  torV3: 4,
  /** I2P: the SHA-256 hash of the destination, 32 bytes. */
  i2p: 5,
  /** CJDNS, 16 bytes. */
  cjdns: 6,
} as const;

/** "Address length (bytes)" by network id (BIP155). Tor v2 is obsolete: Bitcoin Core skips its entries like those of unknown networks. */
const ADDRESS_BYTES: readonly (number | undefined)[] = [undefined, 4, 16, undefined, 32, 32, 16];

/** The number of bytes of an address in this network; undefined if the network is unknown or Tor v2. */
export function addressBytesOf(networkId: number): number | undefined {
  return ADDRESS_BYTES[networkId];
}
