import { NEVER, type Observable, type SchedulerLike } from 'rxjs';
import type { Message, MessageOf } from '../../messages/table.js';
import type { Network } from '../../networks/network.js';
import type { CloseReason } from '../../peer/closeReason.js';
import { protocolMarbles } from '../../marbles/protocolMarbles.js';
import type { Letters } from '../../marbles/letters.js';

export interface PlayDiagramOptions {
  network: Network;
  direction: 'inbound' | 'outbound';
  /** The diagram of the messages that the remote sends. */
  diagram: string;
  letters: Letters<Message | Uint8Array>;
}

export interface TimedMessage {
  readonly atMs: number;
  readonly message: Message;
}

/**
 * The values that a stream emitted, and the time at which it completed; `completedAtMs` is absent if it did not complete before the end of
 * the run.
 */
export interface StreamRecording {
  readonly messages: readonly TimedMessage[];
  readonly completedAtMs?: number;
}

/** The reaction of the peer to the diagram. */
export interface PlayedDiagram {
  /** The peer's `messages$`. */
  readonly messages: StreamRecording;
  /** The peer's `sent$`. */
  readonly sent: StreamRecording;
  /** When and why the peer closed; absent if it was still open at the end of the run. */
  readonly closed?: { readonly atMs: number; readonly reason: CloseReason };
  /** The version message that the test kit provides as the letter V. */
  readonly ourVersion: MessageOf<'version'>;
}

/** The options of the tested peer besides its direction: the same here and in the generated test. */
export const TEST_PEER_OPTIONS = { onMalformed: 'drop' } as const;

/**
 * Plays the messages of the remote to a peer of the marble test kit, as the generated test will do, and records the reaction of the peer.
 */
export function playDiagram({ diagram, direction, letters, network }: PlayDiagramOptions): PlayedDiagram {
  let messages: () => StreamRecording = () => EMPTY_RECORDING;
  let sent: () => StreamRecording = () => EMPTY_RECORDING;
  let closed: PlayedDiagram['closed'];
  const ourVersion = protocolMarbles(
    (m) => {
      const peer = m.peer(m.received(diagram, letters), { direction, ...TEST_PEER_OPTIONS });
      messages = recordStream(peer.messages$, m.scheduler);
      sent = recordStream(peer.sent$, m.scheduler);
      peer.closed$.subscribe((reason) => {
        // At the end of the run the kit closes the peers that are still open.
        if (reason.by !== 'local') closed = { atMs: m.scheduler.now(), reason };
      });
      m.expectStream(NEVER, '');
      return m.alphabet.V;
    },
    { network },
  );
  // A peer that the kit closed completes its streams after the end of the run: the test must not expect that.
  if (closed === undefined) {
    return { messages: withoutCompletion(messages()), sent: withoutCompletion(sent()), ourVersion };
  }
  return { messages: messages(), sent: sent(), ourVersion, closed };
}

const EMPTY_RECORDING: StreamRecording = { messages: [] };

/** Subscribes to a stream. The returned function returns the values that were emitted until its call. */
function recordStream(message$: Observable<Message>, scheduler: SchedulerLike): () => StreamRecording {
  const messages: TimedMessage[] = [];
  let completedAtMs: number | undefined;
  message$.subscribe({
    next: (message) => messages.push({ atMs: scheduler.now(), message }),
    complete: () => (completedAtMs = scheduler.now()),
  });
  return () => (completedAtMs === undefined ? { messages } : { messages, completedAtMs });
}

function withoutCompletion({ messages }: StreamRecording): StreamRecording {
  return { messages };
}
