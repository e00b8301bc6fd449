import { Observable, type SchedulerLike } from 'rxjs';
import { show } from '../../base/show.js';
import type { Conversation } from '../../protocol/runtime/conversation.js';
import type { Network } from '../../networks/network.js';
import { invalidOption } from '../../base/optionChecks.js';
import type { Policy } from '../../policy/policy.js';
import type { PolicyProfile } from '../../policy/policyProfile.js';
import type { OnMalformed } from '../../frame/nextReadable.js';
import type { Peer } from '../../peer/peer.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { CaptureRecord } from '../captureRecord.js';
import { Player } from './player.js';

/** Options of replay. */
export interface ReplayOptions {
  /** The factor by which the replay is faster than the recording; `Infinity` plays without waiting. Above 0. Default 1. */
  speed?: number | undefined;
  /** Schedules the records: a TestScheduler plays in virtual time. Default: preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /** The number of the only connection to play. Default: all connections are played. */
  session?: number | undefined;
  /** The network of all played connections. Default: the library's network that the recording names. */
  network?: Network | undefined;
  /** The policy of the recorded peer: it decides which faults are emitted. Default: the network's. */
  policy?: PolicyProfile | Policy | undefined;
  /** `onMalformed` of the recorded peer. Default: the rows of the policy. */
  onMalformed?: OnMalformed | undefined;
  /** `stallTimeoutMs` of the recorded peer, in milliseconds: exchanges without an answer for this long are reported. Default 30_000. */
  stallTimeoutMs?: number | false | undefined;
  /**
   * Conversations that receive the messages; messages that they send are dropped. Default: those of a peer that report pings, exchanges
   * and faults.
   */
  conversations?: readonly Conversation[] | undefined;
}

/**
 * Plays a recording: emits a peer for each connection in it, before the first byte. The streams of this peer emit the same values as those
 * of the recorded peer.
 *
 *     replay(…)  p-----q--------|       p, q Peers; completes when the recording is played
 *
 * The peer receives the recorded bytes of both directions and sends nothing: `send` resolves to false. Its clock is set to the time of each
 * record, so `messages$`, `sent$`, `traffic$`, `pings$`, `exchanges$` and `faults$` emit the same values and times, to the microsecond, at
 * any speed, in real and in virtual time. It closes as the recorded peer did; a connection without a `closed` record ends with
 * TransportError `CONNECTION_LOST`. A recording does not contain faults that never were on the wire (a message that could not be encoded).
 * While a `consume` has paused a peer, the whole replay waits, and later records are played later by that time.
 *
 * Cold: each subscription iterates the source again, if it can be iterated again. Unsubscribing closes the peers and ends the iteration. With a
 * TestScheduler the source must be synchronous, such as an array, because promises do not resolve in its virtual time.
 *
 * Throws LocalProtocolError `INVALID_OPTION` at the call. Errors with LocalProtocolError `INVALID_OPTION` for an unknown network; with
 * CaptureError `INVALID_RECORD` for a record of a connection that is not open; and with the error of the source. Records of the kinds `rawBytes` and `secrets` are skipped.
 *
 * @example
 * replay(readCaptureFile('peer.rxcap'), { speed: 10 }).pipe(mergeMap((peer) => peer.messages$)).subscribe(console.log);
 */
export function replay(
  source: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>,
  options: ReplayOptions = {},
): Observable<Peer> {
  const { scheduler = preciseScheduler, speed = 1, ...rest } = options;
  if (typeof speed !== 'number' || !(speed > 0)) invalidOption('speed', `number above 0 expected, got ${show(speed)}`);
  // Not concatMap with delay: it would read the whole recording into memory before it is due.
  return new Observable((subscriber) => {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    const player = new Player(iterator, { ...rest, scheduler, speed, subscriber });
    subscriber.add(() => player.stop());
    player.run();
  });
}
