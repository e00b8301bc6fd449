import type { Subscription } from 'rxjs';
import { createPeer, type Duplex, type Message } from '../../lib/index.js';
import { adversaries, type VirtualNetwork } from '../../lib/marbles.js';
import type { SeededRandom } from '../../lib/collections/seededRandom.js';
import { exceedsLimit } from '../helpers/peer/exceedsLimit.js';

export type Character = 'good' | 'mortal' | 'refusing' | 'blackHole' | 'misbehaving' | 'silent' | 'closing';

/** A host of a virtual network: its behaviour, and the connections that it has accepted. */
export interface Host {
  readonly address: string;
  readonly character: Character;
  readonly accepted: Duplex[];
  isUp: boolean;
}

/** Runs a host. A mortal one alternates between up and down. Answers getaddr with all addresses. */
export function playHost(net: VirtualNetwork, host: Host, prng: SeededRandom, addresses: readonly string[]): void {
  const { address, character } = host;
  let listening: Subscription | undefined;

  function goUp(): void {
    host.isUp = true;
    listening = net.listen(address).subscribe((duplex) => {
      host.accepted.push(duplex);
      receive(net, host, duplex, addresses);
    });
    if (character === 'mortal') net.scheduler.schedule(goDown, (10 + prng.below(240)) * 60_000);
  }
  function goDown(): void {
    host.isUp = false;
    listening?.unsubscribe();
    net.cut(address);
    net.scheduler.schedule(goUp, (1 + prng.below(120)) * 60_000);
  }

  if (character !== 'refusing' && character !== 'blackHole') goUp();
}

function receive(net: VirtualNetwork, { address, character }: Host, duplex: Duplex, known: readonly string[]): void {
  if (character === 'misbehaving') {
    net.attack(duplex, exceedsLimit());
    return;
  }
  if (character === 'silent') {
    net.attack(duplex, adversaries.silent());
    return;
  }
  const peer = createPeer(duplex, net.peerOptions(address));
  peer.on('getaddr').subscribe(() => void peer.send(addrOf(known, net.scheduler.now())));
  peer.start();
  if (character === 'closing') net.scheduler.schedule(() => peer.close(), 2000);
}

/** An addr message with these IPv4 addresses, seen now. */
export function addrOf(addresses: readonly string[], nowMs: number): Message {
  return {
    command: 'addr',
    addresses: addresses.map((address) => {
      const [host, port] = address.split(':') as [string, string];
      const ip = Uint8Array.from([...new Array<number>(10).fill(0), 0xff, 0xff, ...host.split('.').map(Number)]);
      return { time: Math.floor(nowMs / 1000), services: 1n, ip, port: Number(port) };
    }),
  };
}
