import { concatMap, map, of, timer, type SchedulerLike } from 'rxjs';
import { wallClockMs, type ClockScheduler } from '../base/clock.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { createIdentity } from '../protocol/handshake/identity.js';
import type { Network } from '../networks/network.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { announceChain } from './announceChain.js';
import type { ServedChain } from './chain.js';
import type { NodeProfile } from './nodeProfile.js';
import { delayedChain } from './delayedChain.js';
import { simulatedConversations } from './simulatedConversations.js';

export interface RemoteOptions {
  profile: NodeProfile;
  chain: ServedChain;
  network: Network;
  seed: number;
  pingIntervalMs: number;
  addressIntervalMs: number;
  /** Where the nodes of the network listen: what is told of when addresses are told. */
  places: () => readonly { host: string; port: number }[];
  scheduler: SchedulerLike;
}

/** What a node of the simulated network is, as the options of its connections. */
export function remoteOptions(options: RemoteOptions): PeerOptions {
  const { profile: character, chain, network, seed, scheduler } = options;
  const prng = createSeededRandom(seed, 'latency');
  const jitter = (ms: number): number => Math.round(ms * (0.7 + prng.below(600) / 1000));
  const late = delayedChain(chain, () => jitter(character.lagMs), scheduler);
  const said =
    character.role === 'silent' ? [announceChain(late)] : simulatedConversations({ ...options, chain: late, seed });
  return {
    network,
    identity: createIdentity(),
    userAgent: character.userAgent,
    services: character.services,
    newestBlock: () => chain.at(Math.max(0, chain.tip().height - character.blocksBehind)) ?? chain.tip(),
    random: createSeededRandom(seed, 'nonces').bytes,
    scheduler: skewed(scheduler, character.clockSkewMs),
    // News are announced by a conversation that asks nobody what is known.
    knownInventoryCapacity: 1,
    conversations: said.map(farOff),
  };

  /** What the node says takes its time to arrive, in the order in which it was said. */
  function farOff(conversation: Conversation): Conversation {
    return (context) => (received$) =>
      conversation(context)(received$).pipe(
        map((message) => ({ message, dueMs: scheduler.now() + jitter(character.latencyMs) })),
        concatMap(({ message, dueMs }) => {
          const restMs = dueMs - scheduler.now();
          return restMs <= 0 ? of(message) : timer(restMs, scheduler).pipe(map(() => message));
        }),
      );
  }
}

/** A time of day that is wrong by so much; durations stay right. */
function skewed(scheduler: SchedulerLike | ClockScheduler, skewMs: number): ClockScheduler {
  return {
    now: () => scheduler.now(),
    wallMs: (atMs) => wallClockMs(scheduler, atMs) + skewMs,
    schedule: (...scheduled: Parameters<SchedulerLike['schedule']>) => scheduler.schedule(...scheduled),
  };
}
