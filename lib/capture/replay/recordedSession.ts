import { NEVER, Subject } from 'rxjs';
import { transportOf } from '../recordedTransport.js';
import { expectReplies } from '../../protocol/expectReplies.js';
import { keepAlive } from '../../protocol/keepAlive.js';
import { refuseLateHandshake } from '../../protocol/refuseLateHandshake.js';
import type { Conversation } from '../../protocol/runtime/conversation.js';
import type { ClockScheduler } from '../../base/clock.js';
import type { Duplex } from '../../base/duplex.js';
import { TransportError } from '../../base/errors.js';
import type { Policy } from '../../policy/policy.js';
import type { PolicyProfile } from '../../policy/policyProfile.js';
import type { Network } from '../../networks/network.js';
import type { OnMalformed } from '../../frame/nextReadable.js';
import { createReplayedPeer } from '../../peer/createPeer.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type { Peer } from '../../peer/peer.js';
import { VirtualTime } from '../../virtual/virtualTime.js';
import type { BytesRecord, ClosedRecord, OpenedRecord } from '../captureRecord.js';
import { toPeerError } from './recordedError.js';

export interface RecordedSessionOptions {
  network: Network;
  policy?: PolicyProfile | Policy | undefined;
  onMalformed?: OnMalformed | undefined;
  conversations?: readonly Conversation[] | undefined;
  stallTimeoutMs?: number | false | undefined;
  /** The clock of the peer, which shows the time of each record when it is played. Default: a clock of its own, which `play` sets. */
  clock?: ClockScheduler | undefined;
  /** The id of the peer. Default: the next free one of the process. */
  id?: number | undefined;
  /** Called when the peer resumes its paused duplex, and when it closes. */
  onResume: () => void;
}

/**
 * One connection of a recording, played to a peer that receives the recorded bytes of both directions and sends nothing.
 *
 * The peer has a clock of its own, which `play` sets to the time of each record before it passes on the bytes; or all sessions share a
 * clock, which the owner sets. So everything derived from the bytes has recorded times, at any speed of the replay.
 */
export class RecordedSession {
  readonly peer: Peer;
  /** Undefined if the owner moves the clock. */
  private readonly ownClock: VirtualTime | undefined;
  private readonly received$ = new Subject<Uint8Array>();
  private readonly sent$ = new Subject<Uint8Array>();
  private readonly endPeer: (reason: CloseReason) => void;
  private paused = false;

  constructor(opened: OpenedRecord, { clock, id, onResume, ...options }: RecordedSessionOptions) {
    const { address, atMs, direction } = opened;
    this.ownClock = clock === undefined ? new VirtualTime({ startMs: atMs }) : undefined;
    const duplex: Duplex = {
      chunk$: this.received$,
      drain$: NEVER,
      address,
      direction,
      // A replayed peer sends nothing.
      write: () => true,
      pause: () => (this.paused = true),
      resume: () => {
        this.paused = false;
        onResume();
      },
      close: () => {
        this.paused = false;
        onResume();
      },
    };
    const replayOptions = {
      network: options.network,
      policy: options.policy,
      onMalformed: options.onMalformed,
      conversations: options.conversations ?? replayConversations(options.stallTimeoutMs),
      scheduler: clock ?? this.ownClock,
    };
    const { peer, end } = createReplayedPeer(duplex, this.sent$, replayOptions, transportOf(opened), id);
    this.peer = peer;
    this.endPeer = end;
  }

  /** True while the peer has paused its duplex, because its consumers are too slow. */
  get isPaused(): boolean {
    return this.paused;
  }

  play(record: BytesRecord | ClosedRecord): void {
    // Times of a recording may go back, the peer's clock must not.
    this.ownClock?.advanceTo(Math.max(record.atMs, this.ownClock.now()));
    if (record.kind === 'closed') this.endPeer(closeReasonOf(record));
    else if (record.direction === 'received') this.received$.next(record.bytes);
    else this.sent$.next(record.bytes);
  }

  /** Ends the peer with CONNECTION_LOST, because the recording has no `closed` record of this connection. */
  endWithoutRecord(): void {
    this.endPeer({ by: 'fault', error: new TransportError('CONNECTION_LOST', 'the recording ends here') });
  }
}

/** The default conversations of a peer that report something. Their timeouts never close the peer: the recording contains its end. */
function replayConversations(stallTimeoutMs: number | false | undefined): Conversation[] {
  return [
    keepAlive({ pingIntervalMs: false, pongTimeoutMs: false }),
    expectReplies({ stallTimeoutMs, endsPeer: false }),
    refuseLateHandshake(),
  ];
}

function closeReasonOf({ by, error }: ClosedRecord): CloseReason {
  if (by !== 'fault') return { by };
  const unknown = { name: 'TransportError', code: 'ENDED', message: 'the recording contains no error', path: '' };
  return { by, error: toPeerError(error ?? unknown) };
}
