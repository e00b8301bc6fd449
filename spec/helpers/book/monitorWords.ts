import { InventoryType, type InventoryItem } from '../../../lib/messages/inventory.js';
import { numbersOf, type Vocabulary, type Words } from './words.js';

/** What many peers say, and what is made of it. A peer is a letter that stands for itself. */
export const monitorWords = {
  peers: ({ words }) => words,
  /** `from p T`: peer p says T. */
  from: ({ words: [peer, message = ''], letter }) => ({ peer, message: letter(message) }),
  /** `sighting p t by=headers`: peer p has shown the item t, by default in an inv. */
  sighting: (words) => ({ peer: words.words[0], ...sightedIn(words, 1), by: words.named.get('by') ?? 'inv' }),
  /** `seen a firstAtMs=2`, `seen b first=p firstAtMs=2 delayMs=3`. */
  seen(words) {
    const item = words.letter(words.words[0]!) as { readonly peer: string; readonly key: string };
    const first = words.named.get('first');
    const { firstAtMs, delayMs = 0 } = numbersOf(words);
    return {
      ...{ item, key: item.key, peer: item.peer },
      ...{ firstPeer: first ?? item.peer, firstAtMs, delayMs, isFirst: first === undefined },
    };
  },
  /** `spread t firstAtMs=2 connected=4 p=0 q=6 to50Ms=6`: the item t was shown by p, and 6 ms later by q. */
  spread: (words) => spreadOf(words, false),
  /** The same, emitted because 90 % had not announced it when the patience ended. */
  overdue: (words) => spreadOf(words, true),
  /** `traffic received ping 32`: 32 bytes. */
  traffic: ({ words: [direction, command, sizeBytes] }) => ({ direction, command, sizeBytes: Number(sizeBytes) }),
  /** `rates atMs=4 received=500:16000 received/ping=500:16000`: messages and bytes a second; what is not named is silent. */
  rates: ({ words, named }) => ({
    atMs: Number(named.get('atMs')),
    received: { ...rateIn(named.get('received')), byCommand: ratesByCommand(words, 'received') },
    sent: { ...rateIn(named.get('sent')), byCommand: ratesByCommand(words, 'sent') },
  }),
  /** `latest a B`: by the lower-case letter. */
  latest: ({ words }) => new Map(words.map((letter) => [letter.toLowerCase(), letter])),
} satisfies Vocabulary;

function spreadOf(words: Words, isOverdue: boolean): object {
  const { firstAtMs, connected, to50Ms, to90Ms, ...delays } = numbersOf(words);
  const sightings = Object.entries(delays).map(([peer, delayMs]) => ({ peer, delayMs }));
  return {
    ...sightedIn(words, 0),
    ...{ firstAtMs, firstPeer: sightings[0]!.peer, sightings, connected, isOverdue },
    ...(to50Ms === undefined ? {} : { to50Ms }),
    ...(to90Ms === undefined ? {} : { to90Ms }),
  };
}

function sightedIn({ words, letter }: Words, at: number): { type: string; key: string } {
  const { type, hash } = letter(words[at]!) as InventoryItem;
  const isBlock = type === InventoryType.block || type === InventoryType.witnessBlock;
  return { type: isBlock ? 'block' : 'transaction', key: hash };
}

function ratesByCommand(words: readonly string[], direction: string): Record<string, object> {
  const rates = words.map((word) => word.split(/[/=]/)).filter(([of]) => of === direction);
  return Object.fromEntries(rates.map(([, command = '', rate]) => [command, rateIn(rate)]));
}

function rateIn(rate = '0:0'): { messages: number; bytes: number } {
  const [messages, bytes] = rate.split(':').map(Number);
  return { messages: messages!, bytes: bytes! };
}
