import type { PeerAddress } from './peerAddress.js';

/** An address and what the pool knows about it. Only the address book changes it. All times are times of day in ms, except `notBeforeMs`. */
export interface AddressBookEntry {
  readonly address: PeerAddress;
  /** The first source of the address: the network group of a peer, `dns:NAME` for a DNS seed, or `user`. */
  readonly source: string;
  /** The service flags of the node; 0 if no source has reported them. */
  services: bigint;
  /** The transport version of the last completed handshake; absent before the first. */
  transport?: 1 | 2 | undefined;
  /** The latest time at which the node was seen, as peers report it or as we have measured it. */
  lastSeenMs: number;
  /** The time of the last completed handshake, or of the end of a stable connection; 0 for never. */
  lastGoodMs: number;
  /** The number of consecutive failures. */
  failures: number;
  /** The earliest time to dial the address again, on the scheduler's clock. Not saved. */
  notBeforeMs: number;
}

/** An address that a peer or a DNS seed has reported. */
export interface DiscoveredAddress {
  readonly address: PeerAddress;
  /** The reported service flags; 0 if unknown. */
  readonly services: bigint;
  /** The reported time at which the node was last seen, as a time of day in ms. */
  readonly lastSeenMs: number;
}
