import type { FeatureMessage } from '../../../lib/messages/negotiation.js';
import { numbersOf, type Constructors } from './definitions.js';

/** Outcomes that conversations report, arguments of callbacks, and plain values. */
export const outcomeValues = {
  /** `agreed local=V remote=v protocolVersion=70016 offersReconciliation`. */
  agreed(args) {
    const { named, valueOf } = args;
    const local = named.has('local') ? { local: valueOf(named.get('local')!) } : {};
    const remote = named.has('remote') ? { remote: valueOf(named.get('remote')!) } : {};
    const protocolVersion = named.has('protocolVersion') ? { protocolVersion: numbersOf(args).protocolVersion } : {};
    const offers = args.positional.includes('offersReconciliation') ? { offersReconciliation: true } : {};
    return { kind: 'agreed', agreement: { ...local, ...remote, ...protocolVersion, ...offers } };
  },
  /** `features wtxidRelay relay=false feeRate=1000 announce=true`. */
  features({ positional, named }) {
    const features: Record<string, unknown> = {};
    for (const word of positional) features[word] = true;
    for (const [name, value] of named) {
      if (name === 'feeRate') features[name] = BigInt(value);
      else if (name === 'announce') features['compactBlocks'] = { announce: value === 'true' };
      else features[name] = value === 'true';
    }
    return { kind: 'features', features };
  },
  /** `named f g`: the features of the feature messages f and g. */
  named({ positional, valueOf }) {
    const named = positional.map((word) => {
      const { featureId, featureData } = valueOf(word) as FeatureMessage;
      return { featureId, featureData };
    });
    return { kind: 'features', features: { named } };
  },
  /** `reconciliation 1 salt=5`: version and salt of sendtxrcncl. */
  reconciliation: ({ positional, named }) => ({
    kind: 'features',
    features: { reconciliation: { version: Number(positional[0]), salt: BigInt(named.get('salt') ?? 0) } },
  }),
  /** `roundTrip 1 sentAtMs=6 roundTripMs=2`: nonce 1. */
  roundTrip(args) {
    return { kind: 'roundTrip', roundTrip: { nonce: BigInt(args.positional[0]!), ...numbersOf(args) } };
  },
  /** `dropped 3`: three items were dropped. */
  dropped: ({ positional }) => ({ kind: 'dropped', what: 'inventory', count: Number(positional[0]) }),
  /** `fault CLASS CODE`, and a third word `drops` if the message is dropped. */
  fault: ({ positional: [name, code, drops] }) => ({
    kind: 'fault',
    error: `${name} ${code}`,
    ...(drops === undefined ? {} : { dropsMessage: true }),
  }),
  /** `error CLASS CODE`: an error. */
  error: ({ positional }) => positional.join(' '),
  true: () => true,
  false: () => false,
  /** `list t u`: an array. */
  list: ({ positional, valueOf }) => positional.map(valueOf),
} satisfies Constructors;
