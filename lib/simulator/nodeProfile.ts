import type { UserAgent } from '../protocol/handshake/userAgent.js';
import { ServiceFlags } from '../messages/services.js';
import { createSeededRandom, type SeededRandom } from '../collections/seededRandom.js';

/**
 * What a node of the simulated network is like.
 *
 * `relay`: announces, answers, stays. `miner`: hears of blocks first. `slow`: a long way off. `silent`: announces, and never answers.
 * `leaver`: ends the connection now and then. `liar`: breaks the protocol now and then.
 */
export type Role = 'miner' | 'relay' | 'slow' | 'silent' | 'leaver' | 'liar';

export interface NodeProfile {
  readonly role: Role;
  readonly userAgent: UserAgent;
  readonly services: bigint;
  /** How long what it says is under way, about. */
  readonly latencyMs: number;
  /** How long after the miner it hears of news, about. */
  readonly lagMs: number;
  /** Blocks that it is behind when it introduces itself. */
  readonly blocksBehind: number;
  /** Its clock less the true one. */
  readonly clockSkewMs: number;
}

/** In this order, and from the beginning again: with eight nodes there is one of each kind. */
const ROLES: readonly Role[] = ['miner', 'relay', 'slow', 'liar', 'silent', 'leaver', 'relay', 'relay'];

const NAMES = ['Alder', 'Birch', 'Cedar', 'Hazel', 'Juniper', 'Linden', 'Maple', 'Rowan', 'Spruce', 'Willow'];
const FULL = ServiceFlags.network | ServiceFlags.witness;
const SERVICES = [
  FULL,
  FULL | ServiceFlags.networkLimited | ServiceFlags.p2pV2,
  FULL | ServiceFlags.compactFilters,
  FULL | ServiceFlags.networkLimited,
  ServiceFlags.networkLimited | ServiceFlags.witness,
];

/** The character of the node of this number; the same seed gives the same ones. */
export function nodeProfile(seed: number, index: number): NodeProfile {
  const prng = createSeededRandom(seed, `character ${index}`);
  const role = index > 0 && index % ROLES.length === 0 ? 'relay' : ROLES[index % ROLES.length]!;
  const latencyMs = role === 'slow' ? between(prng, 350, 700) : between(prng, 4, 120);
  return {
    role,
    userAgent: {
      name: NAMES[prng.below(NAMES.length)]!,
      version: `${between(prng, 1, 4)}.${prng.below(10)}.${prng.below(4)}`,
      comments: [role],
    },
    services: SERVICES[prng.below(SERVICES.length)]!,
    latencyMs,
    lagMs: role === 'miner' ? 0 : latencyMs + between(prng, 20, 900),
    blocksBehind: prng.below(4) === 0 ? prng.below(6) : 0,
    clockSkewMs: prng.below(3) === 0 ? between(prng, -45_000, 45_000) : between(prng, -900, 900),
  };
}

function between(prng: SeededRandom, low: number, high: number): number {
  return low + prng.below(high - low + 1);
}
