import { concatMap, map, of, timer, type SchedulerLike } from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../base/clock.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Network } from '../networks/network.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { Sockets } from '../transport/sockets.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { announceChain } from './announceChain.js';
import type { ServedChain } from './chain.js';
import type { NodeProfile } from './nodeProfile.js';
import { delayedChain } from './delayedChain.js';
import { simulatedConversations } from './simulatedConversations.js';

/** Options of one node of the simulated network. */
export interface RemoteOptions {
  profile: NodeProfile;
  chain: ServedChain;
  network: Network;
  /** Seed of this node's random choices. */
  seed: number;
  pingIntervalMs: number;
  /** Interval between addresses that the node sends without a getaddr. */
  addressIntervalMs: number;
  /** Where the nodes of the network listen, for the addresses that the node sends. */
  places: () => readonly { host: string; port: number }[];
  scheduler: SchedulerLike;
  /** Opens and accepts the connections of the node. */
  sockets: Sockets;
}

/** The peer options of a node's connections that implement its profile. */
export function remoteOptions(options: Omit<RemoteOptions, 'sockets'>): PeerOptions {
  const { profile, chain, network, seed, scheduler } = options;
  const prng = createSeededRandom(seed, 'latency');
  const jitter = (ms: number): number => Math.round(ms * (0.7 + prng.below(600) / 1000));
  const delayed = delayedChain(chain, () => jitter(profile.lagMs), scheduler);
  const conversations =
    profile.role === 'silent' ? [announceChain(delayed)] : simulatedConversations({ ...options, chain: delayed, seed });
  return {
    network,
    identity: createIdentity(),
    userAgent: profile.userAgent,
    services: profile.services,
    newestBlock: () => chain.at(Math.max(0, chain.tip().height - profile.blocksBehind)) ?? chain.tip(),
    random: createSeededRandom(seed, 'nonces').bytes,
    scheduler: withClockSkew(scheduler, profile.clockSkewMs),
    // announceChain does not use the peer's known inventory, so it needs no memory.
    knownInventoryCapacity: 1,
    conversations: conversations.map(withLatency),
  };

  /** Delays the messages of a conversation by the node's latency, and keeps their order. */
  function withLatency(conversation: Conversation): Conversation {
    return (context) => (received$) =>
      conversation(context)(received$).pipe(
        map((message) => ({ message, dueMs: scheduler.now() + jitter(profile.latencyMs) })),
        concatMap(({ message, dueMs }) => {
          const remainingMs = dueMs - scheduler.now();
          return remainingMs <= 0 ? of(message) : timer(remainingMs, scheduler).pipe(map(() => message));
        }),
      );
  }
}

/** Shifts the wall clock by `skewMs`; durations stay correct. */
function withClockSkew(scheduler: SchedulerLike | ClockScheduler, skewMs: number): ClockScheduler {
  return {
    now: () => scheduler.now(),
    wallMs: (atMs) => wallClockMs(scheduler, atMs) + skewMs,
    schedule: (...args: Parameters<SchedulerLike['schedule']>) => scheduler.schedule(...args),
  };
}
