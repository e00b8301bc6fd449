import { map, merge, type Observable, type Subscription } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { toAddressV2 } from '../address/addressForms.js';
import { MAX_ADDRESSES, type AddressV2 } from '../messages/addresses.js';
import type { ReadyPeer } from '../peer/peer.js';
import { sampleOf } from '../collections/randomSample.js';
import type { HeardAddress } from './addressBook.js';
import { isReachable, peerAddress, peerAddressOf, type Reach } from './peerAddress.js';

/** Bitcoin Core, net_processing.cpp: MAX_ADDR_RATE_PER_SECOND, MAX_ADDR_PROCESSING_TOKEN_BUCKET. */
const ADDRESSES_PER_SECOND = 0.1;
const MAX_ALLOWANCE = MAX_ADDRESSES;

/** Bitcoin Core, addrman.cpp ADDRMAN_HORIZON: an address that nobody has seen for this long is not worth dialling. */
export const HORIZON_MS = 30 * 86_400_000;

/** What nobody can know is taken for this old (Bitcoin Core, net_processing.cpp): a time of the future, or of the first years. */
const UNKNOWN_AGE_MS = 5 * 86_400_000;
const MAX_AHEAD_MS = 10 * 60_000;
const FIRST_CREDIBLE_MS = 100_000_000_000;

export interface GossipOptions {
  reach: Reach;
  random: (bytes: number) => Uint8Array;
  /** @param source the network group of the peer that told us */
  onHeard: (heard: HeardAddress[], source: string) => void;
}

/**
 * Takes note of the addresses that a peer tells, in addr and addrv2, and asks who we have dialled for them, once.
 *
 * A peer may tell one address when it comes and one more every ten seconds, up to 1000, besides 1000 as its answer. Of more than that a
 * fair sample is taken, so a flood costs as little as it brings. Remembers a number a peer.
 */
export function hearGossip(peer: ReadyPeer, { onHeard, random, reach }: GossipOptions): Subscription {
  const { scheduler } = peer;
  const source = peerAddressOf(peer.address)?.group ?? peer.address;
  let allowance = 1;
  let lastMs = scheduler.now();

  function allowed(): number {
    const nowMs = scheduler.now();
    if (allowance < MAX_ALLOWANCE) {
      allowance = Math.min(MAX_ALLOWANCE, allowance + ((nowMs - lastMs) / 1000) * ADDRESSES_PER_SECOND);
    }
    lastMs = nowMs;
    return Math.floor(allowance);
  }

  const listening = addressesOf(peer).subscribe((told) => {
    const taken = sampleOf(told, allowed(), random);
    allowance -= taken.length;
    const wallMs = wallClockMs(scheduler);
    const heard = taken.flatMap((address) => heardOf(address, reach, peer.address, wallMs) ?? []);
    if (heard.length > 0) onHeard(heard, source);
  });
  if (peer.direction === 'outbound') {
    allowance += MAX_ADDRESSES;
    void peer.send({ command: 'getaddr' });
  }
  return listening;
}

function addressesOf(peer: ReadyPeer): Observable<AddressV2[]> {
  return merge(
    peer.on('addr').pipe(map(({ addresses }) => addresses.map(toAddressV2))),
    peer.on('addrv2').pipe(map(({ addresses }) => addresses)),
  );
}

/** Undefined for an address that is not worth keeping. */
function heardOf(told: AddressV2, reach: Reach, teller: string, wallMs: number): HeardAddress | undefined {
  const address = isReachable(told, told.port, reach, teller) ? peerAddress(told, told.port) : undefined;
  if (address === undefined) return undefined;
  const toldMs = told.time * 1000;
  const isCredible = toldMs > FIRST_CREDIBLE_MS && toldMs <= wallMs + MAX_AHEAD_MS;
  const lastSeenMs = isCredible ? toldMs : wallMs - UNKNOWN_AGE_MS;
  return wallMs - lastSeenMs > HORIZON_MS ? undefined : { address, services: told.services, lastSeenMs };
}
