import { wallClockMs } from '../base/clock.js';
import type { ConversationContext } from '../protocol/runtime/conversation.js';
import { toTimedAddress } from '../address/addressForms.js';
import type { AddressV2 } from '../messages/addresses.js';
import { parseAddress } from '../address/addressText.js';
import { ServiceFlags } from '../messages/services.js';
import type { Message } from '../messages/table.js';
import { sampleOf } from '../collections/randomSample.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** Documentation networks (RFC 5737, RFC 3849): dialling an address of the simulator never reaches a real host. */
const TEST_NETS = [
  [192, 0, 2],
  [198, 51, 100],
  [203, 0, 113],
];
const DOCUMENTATION_IPV6 = [0x20, 0x01, 0x0d, 0xb8];

/** Network ids of BIP155. */
const IPV4 = 1;
const IPV6 = 2;
const TORV3 = 4;

/**
 * A message with `count` addresses. If the remote has sent sendaddrv2, it is an addrv2 that also contains Tor addresses; otherwise an addr.
 * It contains a random sample of `places`; the rest are random addresses of documentation networks.
 */
export function addressesMessage(
  prng: SeededRandom,
  count: number,
  { agreed, network, scheduler }: ConversationContext,
  places: readonly { host: string; port: number }[] = [],
): Message {
  const time = Math.max(0, Math.floor(wallClockMs(scheduler) / 1000)) >>> 0;
  const entry = { time, services: ServiceFlags.network | ServiceFlags.witness, port: network.defaultPort };
  const kindCount = agreed.features.addrV2 ? 3 : 2;
  const listening = sampleOf(places, count, prng.bytes).flatMap(({ host, port }) => {
    const address = parseAddress(host);
    return address === undefined ? [] : [{ ...entry, ...address, port }];
  });
  const random = Array.from({ length: count - listening.length }, (): AddressV2 => ({
    ...entry,
    ...addressV2(prng, prng.below(kindCount)),
  }));
  const addresses = [...listening, ...random];
  return agreed.features.addrV2
    ? { command: 'addrv2', addresses }
    : { command: 'addr', addresses: addresses.flatMap((address) => toTimedAddress(address) ?? []) };
}

function addressV2(prng: SeededRandom, kind: number): Pick<AddressV2, 'networkId' | 'address'> {
  if (kind === 0)
    return { networkId: IPV4, address: Uint8Array.from([...TEST_NETS[prng.below(3)]!, 1 + prng.below(254)]) };
  if (kind === 1) return { networkId: IPV6, address: Uint8Array.from([...DOCUMENTATION_IPV6, ...prng.bytes(12)]) };
  return { networkId: TORV3, address: prng.bytes(32) };
}
