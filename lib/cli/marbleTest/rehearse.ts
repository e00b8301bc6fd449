import { NEVER } from 'rxjs';
import type { Message, MessageOf } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { CloseReason } from '../../peer/peer.js';
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

/** What came of it. */
export interface Rehearsal {
  readonly messages: readonly TimedMessage[];
  readonly sent: readonly TimedMessage[];
  readonly closed?: { readonly atMs: number; readonly reason: CloseReason };
  /** Our version as the kit's letter V has it. */
  readonly ourVersion: MessageOf<'version'>;
}

/** Plays what the remote says to a peer of the kit, as the generated test will, and writes down what comes of it. */
export function rehearse({ diagram, direction, letters, network }: RehearsalOptions): Rehearsal {
  const messages: TimedMessage[] = [];
  const sent: TimedMessage[] = [];
  let closed: Rehearsal['closed'];
  const ourVersion = protocolMarbles(
    (m) => {
      const peer = m.peer(m.received(diagram, letters), { direction });
      peer.messages$.subscribe((message) => messages.push({ atMs: m.scheduler.now(), message }));
      peer.sent$.subscribe((message) => sent.push({ atMs: m.scheduler.now(), message }));
      peer.closed$.subscribe((reason) => {
        // The kit itself closes what is open at the end.
        if (reason.by !== 'local') closed = { atMs: m.scheduler.now(), reason };
      });
      m.expectStream(NEVER, '');
      return m.alphabet.V;
    },
    { network },
  );
  return { messages, sent, ourVersion, ...(closed === undefined ? {} : { closed }) };
}
