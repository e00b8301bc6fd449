import { concat, NEVER, of, type Observable, type SchedulerLike } from 'rxjs';
import type { Agreement, ConversationContext, Outcome } from '../../../lib/conversations/conversation.js';
import { NO_FEATURES } from '../../../lib/conversations/conversation.js';
import type { Message } from '../../../lib/messages/table.js';
import type { VersionMessage } from '../../../lib/messages/version.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';

export interface FakeContextOptions {
  scheduler: SchedulerLike;
  direction?: 'inbound' | 'outbound';
  sent$?: Observable<Message>;
  paused$?: Observable<boolean>;
  /** Agreed before. */
  protocolVersion?: number | undefined;
  /** The versions of both, said before. */
  local?: VersionMessage | undefined;
  remote?: VersionMessage | undefined;
  /** Default 1. */
  firstNonce?: number;
  told?: (outcome: Outcome) => void;
}

export const notPaused$: Observable<boolean> = concat(of(false), NEVER);

/** What a peer would give its conversations; each nonce is one more than the last. */
export function fakeContext(options: FakeContextOptions): ConversationContext {
  const { scheduler, direction = 'outbound', sent$ = NEVER, paused$ = notPaused$, told } = options;
  const { local, remote, protocolVersion } = options;
  const agreed: Agreement = { local, remote, protocolVersion, features: NO_FEATURES };
  let nonce = options.firstNonce ?? 1;
  return {
    network: bitcoin.regtest,
    direction,
    scheduler,
    random: (bytes) => Uint8Array.from({ length: bytes }, (_, i) => (i === 0 ? nonce++ : 0)),
    sent$,
    paused$,
    agreed,
    report(outcome) {
      if (outcome.kind === 'agreed') Object.assign(agreed, outcome.agreement);
      if (outcome.kind === 'features') Object.assign(agreed, { features: { ...agreed.features, ...outcome.features } });
      told?.(outcome);
    },
  };
}
