import type { UserAgent } from '../protocol/handshake/userAgent.js';
import { ServiceFlags } from '../messages/services.js';
import { createSeededRandom, type SeededRandom } from '../collections/seededRandom.js';

/**
 * The behaviour of a node of the simulated network:
 *
 * - `miner`: as `relay`, and has new blocks first
 * - `relay`: announces, answers requests, and stays connected
 * - `slow`: as `relay`, with a latency of 350 to 700 ms
 * - `silent`: announces, and never answers
 * - `leaver`: closes the connection after 25 to 50 s
 * - `liar`: violates the protocol, first harmlessly and then so that the connection closes
 */
export type Role = 'miner' | 'relay' | 'slow' | 'silent' | 'leaver' | 'liar';

/** The properties of one node of the simulated network. */
export interface NodeProfile {
  /** Its behaviour. */
  readonly role: Role;
  /** The user agent of its version message. */
  readonly userAgent: UserAgent;
  /** The services of its version message, as ServiceFlags. */
  readonly services: bigint;
  /** Mean one-way latency of its messages, in milliseconds. */
  readonly latencyMs: number;
  /** Mean time from the miner's announcement of a block or transaction to the node's announcement, in milliseconds. */
  readonly lagMs: number;
  /** The number of blocks by which the height in its version message is below the tip. */
  readonly blocksBehind: number;
  /** Its wall clock minus the correct time, in milliseconds. */
  readonly clockSkewMs: number;
}

/** Roles by node index, repeated: eight nodes have each role at least once. Only node 0 is a miner. */
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

/** The profile of the node with this index. It depends on the seed and index alone. */
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
