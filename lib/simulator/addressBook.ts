import type { ConversationContext } from '../conversations/conversation.js';
import type { AddressV2, TimedAddress } from '../messages/addresses.js';
import { ServiceFlags } from '../messages/services.js';
import type { Message } from '../messages/table.js';
import type { Prng } from '../prng.js';

/** Networks for documentation: nobody who dials what a simulator tells reaches anybody (RFC 5737, RFC 3849). */
const TEST_NETS = [
  [192, 0, 2],
  [198, 51, 100],
  [203, 0, 113],
];
const DOCUMENTATION_IPV6 = [0x20, 0x01, 0x0d, 0xb8];

/** BIP155's numbers of the networks. */
const IPV4 = 1;
const IPV6 = 2;
const TORV3 = 4;

/** So many made-up addresses, as addrv2 where the remote has asked for that (Tor's are among them then), else as addr. */
export function addressesMessage(
  prng: Prng,
  count: number,
  { agreed, network, scheduler }: ConversationContext,
): Message {
  const time = Math.max(0, Math.floor(scheduler.now() / 1000)) >>> 0;
  const entry = { time, services: ServiceFlags.network | ServiceFlags.witness, port: network.defaultPort };
  if (agreed.features.addrV2) {
    return {
      command: 'addrv2',
      addresses: Array.from({ length: count }, (): AddressV2 => ({ ...entry, ...addressV2(prng, prng.below(3)) })),
    };
  }
  return {
    command: 'addr',
    addresses: Array.from({ length: count }, (): TimedAddress => ({
      ...entry,
      ip: ipOf(addressV2(prng, prng.below(2))),
    })),
  };
}

function addressV2(prng: Prng, kind: number): Pick<AddressV2, 'networkId' | 'address'> {
  if (kind === 0)
    return { networkId: IPV4, address: Uint8Array.from([...TEST_NETS[prng.below(3)]!, 1 + prng.below(254)]) };
  if (kind === 1) return { networkId: IPV6, address: Uint8Array.from([...DOCUMENTATION_IPV6, ...prng.bytes(12)]) };
  return { networkId: TORV3, address: prng.bytes(32) };
}

/** An IPv4 address as ::ffff:a.b.c.d. */
function ipOf({ address }: Pick<AddressV2, 'address'>): Uint8Array {
  return address.length === 16 ? address : Uint8Array.from([...new Array<number>(10).fill(0), 0xff, 0xff, ...address]);
}
