import {
  catchError,
  concat,
  concatMap,
  defer,
  delay,
  EMPTY,
  ignoreElements,
  mergeMap,
  NEVER,
  Observable,
  of,
  repeat,
  switchMap,
  take,
  tap,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { lifeOf } from '../connect.js';
import { answerPings } from '../conversations/answerPings.js';
import type { Conversation } from '../conversations/conversation.js';
import { createIdentity } from '../conversations/identity.js';
import type { Duplex } from '../duplex.js';
import type { Network } from '../networks/network.js';
import { createPeer } from '../peer/createPeer.js';
import type { PeerOptions } from '../peer/options.js';
import type { ReadyPeer } from '../peer/peer.js';
import { createPrng } from '../prng.js';
import { listenTcp } from '../transport/tcp.js';
import { greatLie, smallLie } from './breakProtocol.js';
import type { ServedChain } from './chain.js';
import type { Character } from './character.js';
import { laggingChain } from './laggingChain.js';
import { simulatedConversations } from './simulatedConversations.js';

export interface SimulateRemoteOptions {
  character: Character;
  chain: ServedChain;
  network: Network;
  seed: number;
  host: string;
  pingIntervalMs: number;
  addressIntervalMs: number;
  scheduler: SchedulerLike;
}

/** How long a leaver or a liar behaves, and how long a liar stays away: drawn between once and twice as long. */
const PATIENCE_MS = 25_000;
const SMALL_LIE_MS = 10_000;
const AWAY_MS = 8000;
const FAREWELL_MS = 1000;

/**
 * One node of the simulated network: listens on TCP and behaves as its character.
 *
 *     simulateRemote(…)  -a----------b-----     a, b where it listens
 *
 * Only a liar moves: once it has broken the protocol nobody will have that address any more, so it comes back on another port.
 * Cold: unsubscribing ends it and its connections. Errors with TransportError `LISTEN_FAILED`.
 */
export function simulateRemote(options: SimulateRemoteOptions): Observable<{ host: string; port: number }> {
  const { character, chain, network, seed, scheduler } = options;
  const prng = createPrng(seed, 'remote');
  const soon = (ms: number): number => ms + prng.below(ms);
  const jitter = (ms: number): number => Math.round(ms * (0.7 + prng.below(600) / 1000));

  const late: ServedChain = laggingChain(chain, () => jitter(character.lagMs), scheduler);
  const said = simulatedConversations({ ...options, chain: late, seed });
  const peerOptions: PeerOptions = {
    network,
    identity: createIdentity(),
    userAgent: character.userAgent,
    services: character.services,
    newestBlock: () => chain.at(Math.max(0, chain.tip().height - character.behind)) ?? chain.tip(),
    random: createPrng(seed, 'nonces').bytes,
    scheduler: skewed(scheduler, character.skewMs),
    conversations: (character.role === 'silent' ? [answerPings()] : said).map((each) => farOff(each)),
  };
  return stay().pipe(repeat({ delay: () => timer(soon(AWAY_MS), scheduler) }));

  /** What the node says takes its time to arrive, in the order in which it was said. */
  function farOff(conversation: Conversation): Conversation {
    return (context) => (received$) =>
      conversation(context)(received$).pipe(
        concatMap((message) => of(message).pipe(delay(jitter(character.latencyMs), scheduler))),
      );
  }

  /** Listens at one address for as long as that is any good. */
  function stay(): Observable<{ host: string; port: number }> {
    // listenTcp() tells its port by a callback, which no operator lifts.
    return new Observable((subscriber) => {
      const connection$ = listenTcp({ ...options, port: 0, onListening: (address) => subscriber.next(address) });
      return connection$
        .pipe(
          mergeMap((duplex) =>
            lifeOf(createPeer(duplex, peerOptions)).pipe(
              switchMap((peer) => misbehave(peer, duplex)),
              // The other side has ended it: what that means is the other side's business.
              catchError(() => EMPTY),
            ),
          ),
          // What was written last shall arrive before the connection ends.
          delay(FAREWELL_MS, scheduler),
          take(1),
          ignoreElements(),
        )
        .subscribe(subscriber);
    });
  }

  /** Emits when the address is of no use any more. */
  function misbehave(peer: ReadyPeer, duplex: Duplex): Observable<unknown> {
    const patience$ = defer(() => timer(soon(PATIENCE_MS), scheduler));
    switch (character.role) {
      case 'leaver':
        return patience$.pipe(
          tap(() => peer.close({ flushTimeoutMs: 1000 })),
          ignoreElements(),
        );
      case 'liar':
        return concat(
          timer(soon(SMALL_LIE_MS), scheduler).pipe(
            tap(() => duplex.write(smallLie(network))),
            ignoreElements(),
          ),
          patience$.pipe(tap(() => duplex.write(greatLie(network, prng)))),
        );
      default:
        return NEVER;
    }
  }
}

/** A clock that is wrong by so much. */
function skewed(scheduler: SchedulerLike, skewMs: number): SchedulerLike {
  return {
    now: () => scheduler.now() + skewMs,
    schedule: (...scheduled: Parameters<SchedulerLike['schedule']>) => scheduler.schedule(...scheduled),
  };
}
