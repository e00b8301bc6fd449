import { NEVER, Subject } from 'rxjs';
import { expectReplies } from '../../protocol/expectReplies.js';
import { keepAlive } from '../../protocol/keepAlive.js';
import { refuseLateHandshake } from '../../protocol/refuseLateHandshake.js';
import type { Conversation } from '../../protocol/runtime/conversation.js';
import type { Duplex } from '../../base/duplex.js';
import { TransportError } from '../../base/errors.js';
import type { Policy, PolicyProfile } from '../../policy/policy.js';
import type { Network } from '../../networks/network.js';
import type { OnMalformed } from '../../frame/nextReadable.js';
import { createReplayedPeer } from '../../peer/createPeer.js';
import type { CloseReason, Peer } from '../../peer/peer.js';
import { VirtualTime } from '../../virtual/virtualTime.js';
import type { BytesRecord, ClosedRecord, OpenedRecord } from '../captureRecord.js';
import { toPeerError } from './recordedError.js';

export interface RecordedSessionOptions {
  network: Network;
  policy?: PolicyProfile | Policy | undefined;
  onMalformed?: OnMalformed | undefined;
  conversations?: readonly Conversation[] | undefined;
  stallTimeoutMs?: number | false | undefined;
  /** Told when the reading, once held back, goes on. */
  onResume: () => void;
}

/** One connection of a recording, as a peer that hears what was said. */
export class RecordedSession {
  readonly peer: Peer;
  /** It stands where the recording is, so that what is derived is the same at any speed. */
  private readonly clock: VirtualTime;
  private readonly received$ = new Subject<Uint8Array>();
  private readonly said$ = new Subject<Uint8Array>();
  private readonly endPeer: (reason: CloseReason) => void;
  private held = false;

  constructor({ address, atMs, direction }: OpenedRecord, { onResume, ...options }: RecordedSessionOptions) {
    this.clock = new VirtualTime({ startMs: atMs });
    const duplex: Duplex = {
      chunk$: this.received$,
      drain$: NEVER,
      address,
      direction,
      // Nothing goes out of a peer that only hears.
      write: () => true,
      pause: () => (this.held = true),
      resume: () => {
        this.held = false;
        onResume();
      },
      close: () => {
        this.held = false;
        onResume();
      },
    };
    const { peer, end } = createReplayedPeer(duplex, this.said$, {
      network: options.network,
      policy: options.policy,
      onMalformed: options.onMalformed,
      conversations: options.conversations ?? overheardConversations(options.stallTimeoutMs),
      scheduler: this.clock,
    });
    this.peer = peer;
    this.endPeer = end;
  }

  /** True while consumers hold the reading back. */
  get isHeld(): boolean {
    return this.held;
  }

  play(record: BytesRecord | ClosedRecord): void {
    // Never back, whatever the recording says.
    this.clock.advanceTo(Math.max(record.atMs, this.clock.now()));
    if (record.kind === 'closed') this.endPeer(reasonOf(record));
    else if (record.direction === 'received') this.received$.next(record.bytes);
    else this.said$.next(record.bytes);
  }

  /** The recording ends, and has not told how the connection did. */
  cut(): void {
    this.endPeer({ by: 'fault', error: new TransportError('CONNECTION_LOST', 'the recording ends here') });
  }
}

/** Those of a peer's own conversations that report, without those that end it by the clock: how it ended is in the recording. */
function overheardConversations(stallTimeoutMs: number | false | undefined): Conversation[] {
  return [
    keepAlive({ intervalMs: false, pongTimeoutMs: false }),
    expectReplies({ stallTimeoutMs, endsPeer: false }),
    refuseLateHandshake(),
  ];
}

function reasonOf({ by, error }: ClosedRecord): CloseReason {
  if (by !== 'fault') return { by };
  const unknown = { name: 'TransportError', code: 'ENDED', message: 'no reason is recorded', path: '' };
  return { by, error: toPeerError(error ?? unknown) };
}
