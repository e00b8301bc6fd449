import { concat, NEVER, of, type Observable, type SchedulerLike } from 'rxjs';
import { NO_FEATURES, type Agreement } from '../protocol/runtime/agreement.js';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { ConversationContext } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { policyOf, type Policy, type PolicyProfile } from '../policy/policy.js';
import { countingRandom } from './countingRandom.js';

export interface TestContextOptions {
  scheduler: SchedulerLike;
  /** Default bitcoin.regtest. */
  network?: Network | undefined;
  /** Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** Default: the network's profile. */
  policy?: PolicyProfile | Policy | undefined;
  /** Default: nothing is sent. */
  sent$?: Observable<Message> | undefined;
  /** Default: never. */
  paused$?: Observable<boolean> | undefined;
  /** What was agreed before. Default: nothing. */
  agreed?: Partial<Agreement> | undefined;
  /** Default 1. */
  firstNonce?: number | undefined;
  /** Told of each report. */
  told?: ((outcome: Outcome) => void) | undefined;
}

/** What a peer would give its conversations. Its nonces are 1n, 2n, 3n, ...; what is reported as agreed is agreed from then on. */
export function testContext(options: TestContextOptions): ConversationContext {
  const { scheduler, network = bitcoin.regtest, direction = 'outbound', sent$ = NEVER, told } = options;
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
      told?.(outcome);
    },
  };
}
