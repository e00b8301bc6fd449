import type { FeatureMessage } from '../../../lib/messages/negotiation.js';
import { numbersOf, type Vocabulary } from './words.js';

/** What a conversation reports, what callbacks are told, and plain values. */
export const outcomeWords = {
  agreed(words) {
    const { named, letter } = words;
    const local = named.has('local') ? { local: letter(named.get('local')!) } : {};
    const remote = named.has('remote') ? { remote: letter(named.get('remote')!) } : {};
    const protocolVersion = named.has('protocolVersion') ? { protocolVersion: numbersOf(words).protocolVersion } : {};
    const offers = words.words.includes('offersReconciliation') ? { offersReconciliation: true } : {};
    return { kind: 'agreed', agreement: { ...local, ...remote, ...protocolVersion, ...offers } };
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
  /** `named f g`: the features that the messages f and g name. */
  named({ words, letter }) {
    const named = words.map((word) => {
      const { featureId, featureData } = letter(word) as FeatureMessage;
      return { featureId, featureData };
    });
    return { kind: 'features', features: { named } };
  },
  /** `reconciliation 1 salt=5`. */
  reconciliation: ({ words, named }) => ({
    kind: 'features',
    features: { reconciliation: { version: Number(words[0]), salt: BigInt(named.get('salt') ?? 0) } },
  }),
  roundTrip(words) {
    return { kind: 'roundTrip', roundTrip: { nonce: BigInt(words.words[0]!), ...numbersOf(words) } };
  },
  dropped: ({ words }) => ({ kind: 'dropped', what: 'inventory', count: Number(words[0]) }),
  /** `fault CLASS CODE`, and `drops` if the message is dropped. */
  fault: ({ words: [name, code, drops] }) => ({
    kind: 'fault',
    error: `${name} ${code}`,
    ...(drops === undefined ? {} : { dropsMessage: true }),
  }),
  /** An error, told by class and code. */
  error: ({ words }) => words.join(' '),
  true: () => true,
  false: () => false,
  list: ({ words, letter }) => words.map(letter),
} satisfies Vocabulary;
