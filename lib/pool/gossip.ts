import { map, merge, type Observable, type Subscription } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { toAddressV2 } from '../address/addressForms.js';
import { MAX_ADDRESSES, type AddressV2 } from '../messages/addresses.js';
import type { ReadyPeer } from '../peer/peer.js';
import { sampleOf } from '../collections/randomSample.js';
import type { DiscoveredAddress } from './addressBookEntry.js';
import { isReachable, peerAddress, peerAddressOf, type Reach } from './peerAddress.js';

/** The token bucket of each peer. Bitcoin Core, net_processing.cpp: MAX_ADDR_RATE_PER_SECOND, MAX_ADDR_PROCESSING_TOKEN_BUCKET. */
const ADDRESSES_PER_SECOND = 0.1;
const MAX_TOKENS = MAX_ADDRESSES;

/** An address that was not seen for this long is ignored (Bitcoin Core, addrman.cpp ADDRMAN_HORIZON). */
export const HORIZON_MS = 30 * 86_400_000;

/** The assumed age if the reported time is not credible: in the future, or before 1973 (Bitcoin Core, net_processing.cpp). */
const UNKNOWN_AGE_MS = 5 * 86_400_000;
const MAX_AHEAD_MS = 10 * 60_000;
const FIRST_CREDIBLE_MS = 100_000_000_000;

export interface GossipOptions {
  reach: Reach;
  random: (bytes: number) => Uint8Array;
  /** Called with the dialable addresses of one message. @param source the network group of the peer */
  onAddresses: (addresses: DiscoveredAddress[], source: string) => void;
}

/**
 * Collects the addresses that a peer sends in addr and addrv2, and sends one getaddr to a peer that we have dialled.
 *
 * A token bucket limits each peer to one address at first, one more every 10 s, up to 1000, and 1000 more for the answer to getaddr. From
 * a message with more addresses a random sample is used, so a flood of addresses displaces few other addresses. Stores two numbers per
 * peer.
 */
export function collectGossip(peer: ReadyPeer, { onAddresses, random, reach }: GossipOptions): Subscription {
  const { scheduler } = peer;
  const source = peerAddressOf(peer.address)?.group ?? peer.address;
  let tokens = 1;
  let refilledMs = scheduler.now();

  function refill(): number {
    const nowMs = scheduler.now();
    if (tokens < MAX_TOKENS) {
      tokens = Math.min(MAX_TOKENS, tokens + ((nowMs - refilledMs) / 1000) * ADDRESSES_PER_SECOND);
    }
    refilledMs = nowMs;
    return Math.floor(tokens);
  }

  const subscription = addressesOf(peer).subscribe((received) => {
    const sample = sampleOf(received, refill(), random);
    tokens -= sample.length;
    const wallMs = wallClockMs(scheduler);
    const addresses = sample.flatMap((address) => dialable(address, reach, peer.address, wallMs) ?? []);
    if (addresses.length > 0) onAddresses(addresses, source);
  });
  if (peer.direction === 'outbound') {
    tokens += MAX_ADDRESSES;
    void peer.send({ command: 'getaddr' });
  }
  return subscription;
}

function addressesOf(peer: ReadyPeer): Observable<AddressV2[]> {
  return merge(
    peer.on('addr').pipe(map(({ addresses }) => addresses.map(toAddressV2))),
    peer.on('addrv2').pipe(map(({ addresses }) => addresses)),
  );
}

/** Undefined for an address that cannot be dialled or was not seen for HORIZON_MS. */
function dialable(received: AddressV2, reach: Reach, source: string, wallMs: number): DiscoveredAddress | undefined {
  const address = isReachable(received, received.port, reach, source)
    ? peerAddress(received, received.port)
    : undefined;
  if (address === undefined) return undefined;
  const reportedMs = received.time * 1000;
  const isCredible = reportedMs > FIRST_CREDIBLE_MS && reportedMs <= wallMs + MAX_AHEAD_MS;
  const lastSeenMs = isCredible ? reportedMs : wallMs - UNKNOWN_AGE_MS;
  return wallMs - lastSeenMs > HORIZON_MS ? undefined : { address, services: received.services, lastSeenMs };
}
