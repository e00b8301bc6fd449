import type { Vocabulary, Words } from './words.js';

/** What a conversation reports, what callbacks are told, and plain values. */
export const outcomeWords = {
  agreed(words) {
    const { named, letter } = words;
    const local = named.has('local') ? { local: letter(named.get('local')!) } : {};
    const remote = named.has('remote') ? { remote: letter(named.get('remote')!) } : {};
    const protocolVersion = named.has('protocolVersion') ? { protocolVersion: numbers(words).protocolVersion } : {};
    return { kind: 'agreed', agreement: { ...local, ...remote, ...protocolVersion } };
  },
  features({ words, named }) {
    const features: Record<string, unknown> = {};
    for (const word of words) features[word] = true;
    for (const [name, value] of named) {
      if (name === 'feeRate') features[name] = BigInt(value);
      else if (name === 'announce') features['compactBlocks'] = { announce: value === 'true' };
      else features[name] = value === 'true';
    }
    return { kind: 'features', features };
  },
  roundTrip(words) {
    return { kind: 'roundTrip', roundTrip: { nonce: BigInt(words.words[0]!), ...numbers(words) } };
  },
  dropped: ({ words }) => ({ kind: 'dropped', what: 'inventory', count: Number(words[0]) }),
  /** An error, told by class and code. */
  error: ({ words }) => words.join(' '),
  true: () => true,
  false: () => false,
  list: ({ words, letter }) => words.map(letter),
} satisfies Vocabulary;

function numbers({ named }: Words): Record<string, number> {
  return Object.fromEntries([...named].map(([name, value]) => [name, Number(value)]));
}
