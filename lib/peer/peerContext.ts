import type { Observable, SchedulerLike } from 'rxjs';
import type { ConversationContext, Outcome } from '../protocol/runtime/conversation.js';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { Policy } from '../policy/policy.js';
import type { AgreementState } from './agreementState.js';
import type { PeerEvents } from './streams/peerEvents.js';
import type { ReadGate } from './receive/readGate.js';

/** What the conversations of a peer know of it. Its streams are made when one of them asks. */
export class PeerContext implements ConversationContext {
  constructor(
    private readonly peer: { readonly duplex: Duplex; readonly events: PeerEvents; readonly gate: ReadGate },
    readonly network: Network,
    readonly policy: Policy,
    readonly scheduler: SchedulerLike,
    readonly random: (bytes: number) => Uint8Array,
    readonly agreed: AgreementState,
    readonly report: (outcome: Outcome) => void,
  ) {}

  isHeard(kind: Outcome['kind']): boolean {
    return kind !== 'exchange' || this.peer.events.exchanges.observed;
  }

  get direction(): 'inbound' | 'outbound' {
    return this.peer.duplex.direction;
  }

  get sent$(): Observable<Message> {
    return this.peer.events.sent.value$;
  }

  get paused$(): Observable<boolean> {
    return this.peer.gate.paused$;
  }
}
