import type { SchedulerLike } from 'rxjs';
import type { ClockScheduler } from '../../base/clock.js';
import type { Network } from '../../networks/network.js';
import type { Policy } from '../../policy/policy.js';
import type { Agreement } from './agreement.js';
import type { Outcome } from './outcome.js';

/** The part of a peer that every conversation can use, both handlers and operators. */
export interface ConversationEnvironment {
  /** The network whose messages are exchanged. */
  readonly network: Network;
  /** The reactions to protocol violations. Default: the profile of the network. */
  readonly policy?: Policy | undefined;
  /** `inbound` if the remote opened the connection, `outbound` if we did. */
  readonly direction: 'inbound' | 'outbound';
  /** `now()` is monotonic, for durations. The time of day is `wallClockMs(scheduler)`. */
  readonly scheduler: SchedulerLike | ClockScheduler;
  /** Returns this number of random bytes. */
  readonly random: (bytes: number) => Uint8Array;
  /** What both sides have announced and negotiated so far. */
  readonly agreed: Agreement;
  /** Reports an outcome to the peer, which emits it to its subscribers. */
  report(outcome: Outcome): void;
  /** False while outcomes of this kind have no subscriber: a conversation need not create them. Absent: every outcome is used. */
  isObserved?(kind: Outcome['kind']): boolean;
}
