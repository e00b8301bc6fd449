import type { OperatorFunction } from 'rxjs';
import { RemoteProtocolError, toPeerError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import { leftoverError, readPayload } from '../wire/payload.js';
import type { OnMalformed } from '../frame/nextReadable.js';
import { readFrames } from './decodeFrames.js';

export interface DecodeMessagesOptions<Msg extends Message = Message> {
  network: Network<Msg>;
  /** What both sides speak, asked at each message. Default: the network's. */
  protocolVersion?: (() => number | undefined) | undefined;
  /** Default `'close'`. */
  onMalformed?: OnMalformed | undefined;
  /** Told of each message that was dropped, and of left-over bytes behind one that was not. */
  onFault?: ((error: RemoteProtocolError) => void) | undefined;
}

/**
 * Turns chunks of bytes into messages, each as soon as its frame is whole; what no table knows comes as `unknown`.
 *
 *     bytes     --[version, ver]--[ack]--[ping]--|
 *     messages  --v---------------a------p-------|
 *
 * Errors as decodeFrames does, and with RemoteProtocolError `SHORT_PAYLOAD`, `LIMIT_EXCEEDED`, `NON_CANONICAL`, `INVALID_VALUE`
 * for a payload that cannot be read, unless `onMalformed` is `'drop'`. Messages before the bad one are emitted first.
 */
export function decodeMessages<Msg extends Message = Message>({
  network,
  protocolVersion,
  onMalformed = 'close',
  onFault,
}: DecodeMessagesOptions<Msg>): OperatorFunction<Uint8Array, Msg> {
  let underWay = '';
  // One for all messages, of which hardly any has something left over.
  const onLeftover = onFault && ((bytes: number) => onFault(leftoverError(underWay, bytes)));
  return readFrames({ network, onMalformed, onFault }, decode);

  /** Undefined where the message was dropped. */
  function decode(frame: Frame): Msg | undefined {
    try {
      underWay = frame.command;
      const version = protocolVersion?.() ?? network.protocolVersion;
      return readPayload(frame, network.messages.get(frame.command), version, onLeftover) as Msg;
    } catch (error) {
      if (onMalformed === 'close' || !(error instanceof RemoteProtocolError)) {
        throw toPeerError(error, 'protocolVersion or onFault');
      }
      tell(error);
      return undefined;
    }
  }

  function tell(error: RemoteProtocolError): void {
    try {
      onFault?.(error);
    } catch (thrown) {
      throw toPeerError(thrown, 'onFault');
    }
  }
}
