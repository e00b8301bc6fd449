import type { Observable, OperatorFunction, SchedulerLike } from 'rxjs';
import type { Message, MessageOf } from '../../messages/table.js';
import type { PeerIdentity } from '../peerMessage.js';

/** The fields that every alert has. */
export interface Alert {
  /** The name of its rule, such as `silent peer`. */
  readonly alert: string;
  /** The observation and its figures, as a part of a sentence for people. Contains no text that a remote chose. */
  readonly text: string;
}

/** An alert about one peer. */
export interface PeerAlert<P = PeerIdentity> extends Alert {
  /** The peer. */
  readonly peer: P;
}

/** A rule: an operator that gets each new peer, and emits the alerts about it until it closes. */
export type PeerAlertRule<P = AlertPeer> = OperatorFunction<P, PeerAlert<P>>;

/** The part of a peer that the rules read. A `Peer` has it, and so have the peers of `fromNats`. */
export interface AlertPeer extends PeerIdentity {
  /** The clock and the timers of the rules. */
  readonly scheduler: SchedulerLike;
  /** The messages with this command. */
  on<C extends Message['command']>(command: C): Observable<MessageOf<C>>;
  /** The questions of both sides, each when its outcome is known. */
  readonly exchanges$: Observable<{
    /** `sent`: we asked. */
    readonly direction: 'sent' | 'received';
    /** The command of the question. */
    readonly question: string;
    /** For a getdata, the hash of the item. */
    readonly key: string;
    /** How it ended; see `Exchange`. */
    readonly outcome: 'answered' | 'notFound' | 'late' | 'unanswered';
  }>;
  /** Our pings, when they are answered. */
  readonly pings$: Observable<{
    /** In milliseconds. */
    readonly roundTripMs: number;
  }>;
  /** Emits why the peer ended, and completes. Replays it. */
  readonly closed$: Observable<{
    /** Absent if one of the sides closed the connection normally. */
    readonly error?: { readonly code: string } | undefined;
  }>;
  /** The current figures. */
  stats(): {
    /** The clock in the version of the remote minus ours, in seconds; absent before its version. */
    readonly timeOffsetSeconds?: number | undefined;
    /** What the remote has sent. */
    readonly received: {
      /** The number of messages. */
      readonly messages: number;
      /** When the last one arrived, in milliseconds since 1970; absent before the first. */
      readonly lastMs?: number | undefined;
    };
  };
}
