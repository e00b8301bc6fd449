import { InventoryType, type InventoryItem } from '../../../lib/messages/inventory.js';
import { numbersOf, type Constructors, type ConstructorArguments } from './definitions.js';

/** Inputs and results of the operators over many peers. A peer is a letter that represents itself. */
export const monitorValues = {
  /** `peers p q`: the connected peers. */
  peers: ({ positional }) => positional,
  /** `from p T`: peer p sends the message T. */
  from: ({ positional: [peer, message = ''], valueOf }) => ({ peer, message: valueOf(message) }),
  /** `sighting p t by=headers`: peer p announced the item t. Default `by=inv`. */
  sighting: (args) => ({ peer: args.positional[0], ...sightedItem(args, 1), by: args.named.get('by') ?? 'inv' }),
  /** `seen a firstAtMs=2`: the sighting a is the first of its key. `seen b first=p firstAtMs=2 delayMs=3`: p was first. */
  seen(args) {
    const item = args.valueOf(args.positional[0]!) as { readonly peer: string; readonly key: string };
    const first = args.named.get('first');
    const { firstAtMs, delayMs = 0 } = numbersOf(args);
    return {
      ...{ item, key: item.key, peer: item.peer },
      ...{ firstPeer: first ?? item.peer, firstAtMs, delayMs, isFirst: first === undefined },
    };
  },
  /** `spread t firstAtMs=2 connected=4 p=0 q=6 to50Ms=6`: p announced the item t, and q 6 ms later. */
  spread: (args) => spreadOf(args, false),
  /** The same, emitted because fewer than 90 % of the peers had announced it at the time limit. */
  overdue: (args) => spreadOf(args, true),
  /** `slow t seen=2 connected=4`: the block t, announced by two of four peers, spread slowly. */
  slow: (args) => ({ hash: sightedItem(args, 0).key, ...numbersOf(args) }),
  /** `traffic received ping 32`: a received ping of 32 bytes. */
  traffic: ({ positional: [direction, command, sizeBytes] }) => ({ direction, command, sizeBytes: Number(sizeBytes) }),
  /** `rates atMs=4 received=500:16000 received/ping=500:16000`: messages and bytes per second. Rates that are not named are 0. */
  rates: ({ positional, named }) => ({
    atMs: Number(named.get('atMs')),
    received: { ...parseRate(named.get('received')), byCommand: ratesByCommand(positional, 'received') },
    sent: { ...parseRate(named.get('sent')), byCommand: ratesByCommand(positional, 'sent') },
  }),
  /** `latest a B`: a Map whose keys are the lower-case letters. */
  latest: ({ positional }) => new Map(positional.map((letter) => [letter.toLowerCase(), letter])),
} satisfies Constructors;

function spreadOf(args: ConstructorArguments, isOverdue: boolean): object {
  const { firstAtMs, connected, to50Ms, to90Ms, ...delays } = numbersOf(args);
  const sightings = Object.entries(delays).map(([peer, delayMs]) => ({ peer, delayMs }));
  return {
    ...sightedItem(args, 0),
    ...{ firstAtMs, firstPeer: sightings[0]!.peer, sightings, connected, isOverdue },
    ...(to50Ms === undefined ? {} : { to50Ms }),
    ...(to90Ms === undefined ? {} : { to90Ms }),
  };
}

function sightedItem({ positional, valueOf }: ConstructorArguments, at: number): { type: string; key: string } {
  const { type, hash } = valueOf(positional[at]!) as InventoryItem;
  const isBlock = type === InventoryType.block || type === InventoryType.witnessBlock;
  return { type: isBlock ? 'block' : 'transaction', key: hash };
}

function ratesByCommand(args: readonly string[], direction: string): Record<string, object> {
  const rates = args.map((arg) => arg.split(/[/=]/)).filter(([prefix]) => prefix === direction);
  return Object.fromEntries(rates.map(([, command = '', rate]) => [command, parseRate(rate)]));
}

function parseRate(rate = '0:0'): { messages: number; bytes: number } {
  const [messages, bytes] = rate.split(':').map(Number);
  return { messages: messages!, bytes: bytes! };
}
