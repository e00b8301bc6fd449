import { concat, NEVER, of, type Observable, type SchedulerLike } from 'rxjs';
import { NO_FEATURES, type Agreement } from '../protocol/runtime/agreement.js';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { ConversationContext } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { policyOf, type Policy } from '../policy/policy.js';
import type { PolicyProfile } from '../policy/policyProfile.js';
import { countingRandom } from './countingRandom.js';

/** Options of `testContext`. */
export interface TestContextOptions {
  scheduler: SchedulerLike;
  /** Default bitcoin.regtest. */
  network?: Network | undefined;
  /** Which side opened the connection. Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** Reactions to violations of the remote. Default: the network's profile. */
  policy?: PolicyProfile | Policy | undefined;
  /** Everything that the peer sends. Default: never emits. */
  sent$?: Observable<Message> | undefined;
  /** Whether reading is paused. Default: false, forever. */
  paused$?: Observable<boolean> | undefined;
  /** The agreement of an earlier handshake. Default: empty. */
  agreed?: Partial<Agreement> | undefined;
  /** The first nonce that `random` yields. Default 1. */
  firstNonce?: number | undefined;
  /** Called with each report. */
  onOutcome?: ((outcome: Outcome) => void) | undefined;
}

/**
 * The context that a peer would pass to its conversations. Nonces are 1n, 2n, 3n, ... A reported agreement or feature is merged into
 * `agreed` at once, as a peer does.
 */
export function testContext(options: TestContextOptions): ConversationContext {
  const { scheduler, network = bitcoin.regtest, direction = 'outbound', sent$ = NEVER, onOutcome } = options;
  const agreed: { -readonly [K in keyof Agreement]: Agreement[K] } = { features: NO_FEATURES, ...options.agreed };
  return {
    network,
    policy: policyOf(options.policy ?? network.policy),
    direction,
    scheduler,
    random: countingRandom(options.firstNonce),
    sent$,
    paused$: options.paused$ ?? concat(of(false), NEVER),
    agreed,
    report(outcome) {
      if (outcome.kind === 'agreed') Object.assign(agreed, outcome.agreement);
      if (outcome.kind === 'features') agreed.features = { ...agreed.features, ...outcome.features };
      onOutcome?.(outcome);
    },
  };
}
