import type { Subscription } from 'rxjs';
import { Subject } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { RemoteProtocolError, toPeerError, TransportError, type PeerError } from '../errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { decodeFrames, type OnMalformed } from '../operators/decodeFrames.js';
import { decodeFrame, leftoverError } from '../wire/payload.js';
import { guardedComplete, guardedNext } from './guard.js';
import { ReceivedBytes } from './passedBytes.js';
import type { ReadGate } from './readGate.js';
import type { Turns } from './turns.js';

export interface InboxOptions {
  network: Network;
  onMalformed: OnMalformed;
  protocolVersion: () => number | undefined;
  /** Told of each frame; without a message where its payload cannot be read. */
  onFrame: (frame: Frame, message: Message | undefined) => void;
  /** Holds the transport back while a chunk waits its turn. */
  gate: Pick<ReadGate, 'setBusy'>;
  /** Told of all that was read, as a part of a chunk, before the message that it completes is handed over. */
  onBytes: (chunk: Uint8Array, start: number, end: number) => void;
  /** Told of the bytes of a frame that is no message: a bad checksum, a bad command. */
  onSkipped: (sizeBytes: number) => void;
  /** Told of trouble that does not end the stream. */
  onFault: (error: RemoteProtocolError) => void;
  /** Told once when nothing more comes: with the reason, or without one when the remote has ended its side. */
  onEnd: (error: PeerError | undefined) => void;
}

/** Everything that comes in: cuts the chunks into frames, reads each, and hands it over before it looks at the next. */
export function readInbox(duplex: Duplex, turns: Turns, options: InboxOptions): Subscription {
  const { network, onMalformed, onFault, onEnd, gate } = options;
  const chunk$ = new Subject<Uint8Array>();
  const received = new ReceivedBytes(options.onBytes);
  const end = (error: unknown): void => onEnd(toPeerError(error, 'reading'));

  function noteSkipped(error: RemoteProtocolError, sizeBytes: number): void {
    received.take(sizeBytes);
    options.onSkipped(sizeBytes);
    onFault(error);
  }

  const reading = chunk$.pipe(decodeFrames({ network, onMalformed, onFault: noteSkipped })).subscribe({
    next(frame) {
      received.take(frame.sizeBytes);
      const error = handOver(frame, options);
      if (error !== undefined) end(error);
      turns.settle();
    },
    error: end,
    complete: () => onEnd(undefined),
  });
  // A synchronous transport may bring a chunk while another is under way.
  reading.add(
    duplex.chunk$.subscribe({
      next(chunk) {
        // One chunk may wait, no more: what a remote answers within our own turn must not pile up here.
        if (turns.isBusy) gate.setBusy(true);
        turns.later(() => {
          received.begin(chunk);
          guardedNext(chunk$, chunk);
          received.finish();
          gate.setBusy(false);
        });
      },
      error: (error: unknown) => turns.later(() => end(transportError(error))),
      complete: () => turns.later(() => guardedComplete(chunk$)),
    }),
  );
  return reading;
}

/** @returns what ends the stream */
function handOver(frame: Frame, options: InboxOptions): unknown {
  const { network, onMalformed, onFault, onFrame, protocolVersion } = options;
  let leftoverBytes = 0;
  let message: Message;
  try {
    message = decodeFrame(frame, { network, protocolVersion: protocolVersion() }, (bytes) => (leftoverBytes = bytes));
  } catch (error) {
    onFrame(frame, undefined);
    if (onMalformed === 'close' || !(error instanceof RemoteProtocolError)) return error;
    onFault(error);
    return undefined;
  }
  onFrame(frame, message);
  if (leftoverBytes === 0) return undefined;
  const error = leftoverError(frame.command, leftoverBytes);
  // BIP434 leaves no room behind the feature's data; Bitcoin Core disconnects.
  if (frame.command === 'feature') return error;
  onFault(error);
  return undefined;
}

function transportError(error: unknown): PeerError {
  return toPeerError(error, 'the transport') instanceof TransportError
    ? (error as TransportError)
    : new TransportError('CONNECTION_LOST', `connection lost: ${String(error)}`, { cause: error });
}
