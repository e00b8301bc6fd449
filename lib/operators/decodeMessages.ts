import type { OperatorFunction } from 'rxjs';
import { RemoteProtocolError, toPeerError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { leftoverError, readPayload } from '../wire/payload.js';
import type { OnMalformed } from '../frame/nextReadable.js';
import { readFrames } from './decodeFrames.js';

/** Options of `decodeMessages`. */
export interface DecodeMessagesOptions<Msg extends Message = Message> {
  /** The network whose magic, limits and message table are used. */
  network: Network<Msg>;
  /** Called for each message: the protocol version that both sides use, or undefined before it is agreed. Default: the network's version. */
  protocolVersion?: (() => number | undefined) | undefined;
  /** Reaction to a frame or payload that cannot be decoded. Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** Called for each message that `onMalformed: 'drop'` dropped, and with `LEFTOVER` for a message that was emitted although bytes follow it. */
  onFault?: ((error: RemoteProtocolError) => void) | undefined;
}

/**
 * Decodes chunks of bytes into messages. Emits a message as soon as the last byte of its frame has arrived. A message whose command is not
 * in the network's table is emitted as `unknown`.
 *
 *     bytes     --[version, ver]--[ack]--[ping]--|
 *     messages  --v---------------a------p-------|
 *
 * A chunk that arrives while a message is being delivered is copied and queued, as by `decodeFrames`.
 *
 * Errors as decodeFrames does, and with RemoteProtocolError `SHORT_PAYLOAD`, `LIMIT_EXCEEDED`, `NON_CANONICAL`, `INVALID_VALUE` for a
 * payload that cannot be decoded, unless `onMalformed` is `'drop'`; with LocalProtocolError `CALLBACK_FAILED` when a callback throws.
 * Messages before the bad one are emitted first.
 */
export function decodeMessages<Msg extends Message = Message>({
  network,
  protocolVersion,
  onMalformed = 'close',
  onFault,
}: DecodeMessagesOptions<Msg>): OperatorFunction<Uint8Array, Msg> {
  let currentCommand = '';
  // One closure for all messages, because left-over bytes are rare.
  const leftoverListener = onFault && {
    onLeftover: (bytes: number) => onFault(leftoverError(currentCommand, bytes)),
  };
  return readFrames({ network, onMalformed, onFault }, decode);

  /** @returns undefined for a message that is dropped */
  function decode(frame: Frame): Msg | undefined {
    try {
      currentCommand = frame.command;
      const version = protocolVersion?.() ?? network.protocolVersion;
      return readPayload(frame, network.messages.get(frame.command), version, leftoverListener) as Msg;
    } catch (error) {
      if (onMalformed === 'close' || !(error instanceof RemoteProtocolError)) {
        throw toPeerError(error, 'protocolVersion or onFault');
      }
      reportFault(error);
      return undefined;
    }
  }

  function reportFault(error: RemoteProtocolError): void {
    try {
      onFault?.(error);
    } catch (thrown) {
      throw toPeerError(thrown, 'onFault');
    }
  }
}
