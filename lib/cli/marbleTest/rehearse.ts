import { NEVER, type Observable, type SchedulerLike } from 'rxjs';
import type { Message, MessageOf } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { CloseReason } from '../../peer/closeReason.js';
import { protocolMarbles } from '../../marbles/protocolMarbles.js';
import type { Letters } from '../../marbles/letters.js';

export interface RehearsalOptions {
  network: Network;
  direction: 'inbound' | 'outbound';
  /** What the remote says. */
  diagram: string;
  letters: Letters<Message | Uint8Array>;
}

export interface TimedMessage {
  readonly atMs: number;
  readonly message: Message;
}

/** What a stream emitted, and when it completed before the run's end, if it did. */
export interface Recital {
  readonly messages: readonly TimedMessage[];
  readonly endedAtMs?: number;
}

/** What came of it. */
export interface Rehearsal {
  readonly messages: Recital;
  readonly sent: Recital;
  readonly closed?: { readonly atMs: number; readonly reason: CloseReason };
  /** Our version as the kit's letter V has it. */
  readonly ourVersion: MessageOf<'version'>;
}

/** The options of the peer that hears it, beside its direction: in the rehearsal and in the generated test the same. */
export const REHEARSED_OPTIONS = { onMalformed: 'drop' } as const;

/** Plays what the remote says to a peer of the kit, as the generated test will, and records the messages, what is sent and the end. */
export function rehearse({ diagram, direction, letters, network }: RehearsalOptions): Rehearsal {
  let messages: () => Recital = () => NOTHING;
  let sent: () => Recital = () => NOTHING;
  let closed: Rehearsal['closed'];
  const ourVersion = protocolMarbles(
    (m) => {
      const peer = m.peer(m.received(diagram, letters), { direction, ...REHEARSED_OPTIONS });
      messages = recitalOf(peer.messages$, m.scheduler);
      sent = recitalOf(peer.sent$, m.scheduler);
      peer.closed$.subscribe((reason) => {
        // The kit itself closes what is open at the end.
        if (reason.by !== 'local') closed = { atMs: m.scheduler.now(), reason };
      });
      m.expectStream(NEVER, '');
      return m.alphabet.V;
    },
    { network },
  );
  // The kit closes a peer that is still open: that completes its streams behind the run's end.
  if (closed === undefined) return { messages: withoutEnd(messages()), sent: withoutEnd(sent()), ourVersion };
  return { messages: messages(), sent: sent(), ourVersion, closed };
}

const NOTHING: Recital = { messages: [] };

/** Listens to a stream; the function that it returns tells what was emitted until then. */
function recitalOf(message$: Observable<Message>, scheduler: SchedulerLike): () => Recital {
  const messages: TimedMessage[] = [];
  let endedAtMs: number | undefined;
  message$.subscribe({
    next: (message) => messages.push({ atMs: scheduler.now(), message }),
    complete: () => (endedAtMs = scheduler.now()),
  });
  return () => (endedAtMs === undefined ? { messages } : { messages, endedAtMs });
}

function withoutEnd({ messages }: Recital): Recital {
  return { messages };
}
