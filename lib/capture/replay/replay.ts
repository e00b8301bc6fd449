import { Observable, type SchedulerLike } from 'rxjs';
import { show } from '../../base/show.js';
import type { Conversation } from '../../protocol/runtime/conversation.js';
import type { Network } from '../../networks/network.js';
import { invalidOption } from '../../base/optionChecks.js';
import type { Policy, PolicyProfile } from '../../policy/policy.js';
import type { OnMalformed } from '../../frame/nextReadable.js';
import type { Peer } from '../../peer/peer.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { CaptureRecord } from '../captureRecord.js';
import { Player } from './player.js';

export interface ReplayOptions {
  /** How much faster than it was; `Infinity`: without a pause. Default 1. */
  speed?: number | undefined;
  /** When each record is played: a TestScheduler plays in virtual time. Default: preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /** The one connection to play. Default: all of the recording. */
  session?: number | undefined;
  /** Default: the one that the recording names, of those of this library. */
  network?: Network | undefined;
  /** As the recorded peer had it: it decides which faults are emitted. Default: the network's. */
  policy?: PolicyProfile | Policy | undefined;
  /** As the recorded peer had it. Default: the policy's rows. */
  onMalformed?: OnMalformed | undefined;
  /** As the recorded peer had it: which answers are told as late. Default 30_000. */
  stallTimeoutMs?: number | false | undefined;
  /** Played for what they report. Default: those of a peer that report pings, exchanges and faults. */
  conversations?: readonly Conversation[] | undefined;
}

/**
 * Plays a recording: emits a peer for each connection in it, before its first byte, and all its streams come out again.
 *
 *     replay(…)  p-----q--------|       p, q Peers; completes when the recording is played
 *
 * The peer hears what both sides said; it says nothing, and what it is asked to say goes nowhere (`send` resolves to false). Its clock
 * stands where the recording is, so `messages$`, `sent$`, `traffic$`, `pings$`, `exchanges$`, `faults$` come out the same to the byte and
 * to the microsecond at whatever speed, in real and in virtual time. How it ended is what the recording says; a connection whose end is
 * not in it ends with TransportError `CONNECTION_LOST`. Faults that never were on the wire (a message that could not be encoded) are not
 * in a recording. While a `consume` holds the reading back, the playing waits.
 *
 * Cold: each subscription plays anew, where the source can be iterated anew; unsubscribing ends the peers and lets go of the source. In a
 * TestScheduler's virtual time the source must be a synchronous one, an array say, for promises do not run there.
 *
 * Errors at the call with LocalProtocolError `INVALID_OPTION`; with that, too, for a network that is not known; with CaptureError
 * `INVALID_RECORD` for bytes of a connection that was not opened, and with what the source errs with.
 */
export function replay(
  source: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>,
  options: ReplayOptions = {},
): Observable<Peer> {
  const { scheduler = preciseScheduler, speed = 1, ...rest } = options;
  if (typeof speed !== 'number' || !(speed > 0)) invalidOption('speed', `number above 0 expected, got ${show(speed)}`);
  // Not concatMap with delay: it would read the whole recording ahead of its time.
  return new Observable((subscriber) => {
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    const player = new Player(iterator, { ...rest, scheduler, speed, subscriber });
    subscriber.add(() => player.stop());
    player.run();
  });
}
