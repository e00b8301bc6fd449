import { didYouMean } from '../base/didYouMean.js';
import { show } from '../base/show.js';
import { plainBytes, Reader } from '../codec/reader.js';
import { Writer } from '../codec/writer.js';
import { LocalProtocolError, RemoteProtocolError } from '../base/errors.js';
import type { Frame } from '../frame/frameDecoder.js';
import { HEADER_BYTES } from '../frame/header.js';
import { requireObject } from '../codec/combinators.js';
import { requireBytes } from '../codec/primitives.js';
import type { AnyMessageDefinition } from '../messages/defineMessage.js';
import type { Message } from '../messages/table.js';
import type { UnknownMessage } from '../messages/unknown.js';
import type { Network } from '../networks/network.js';

/** Options for decoding a message. */
export interface DecodeOptions<Msg extends Message = Message> {
  /** The network whose message table and limits are used. */
  network: Network<Msg>;
  /** The protocol version that both sides use; some layouts depend on it. Default: the network's. */
  protocolVersion?: number | undefined;
}

/**
 * Decodes the payload of a frame into a message. A command that is not in the network's table gives an UnknownMessage.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD`, `LIMIT_EXCEEDED`, `NON_CANONICAL`, `INVALID_VALUE`, with the path to the field.
 *
 * @param onLeftover called with the number of bytes after the message, if there are any. Default: they are ignored
 */
export function decodeFrame<Msg extends Message = Message>(
  frame: Pick<Frame, 'command' | 'payload'>,
  { network, protocolVersion = network.protocolVersion }: DecodeOptions<Msg>,
  onLeftover?: (leftoverBytes: number) => void,
): Msg {
  return readPayload(frame, network.messages.get(frame.command), protocolVersion, onLeftover && { onLeftover }) as Msg;
}

/** Is called with the number of bytes after a message, if there are any. */
export interface LeftoverListener {
  onLeftover(leftoverBytes: number): void;
}

/** As decodeFrame, for callers that have looked up the definition of the command. Undefined gives an UnknownMessage. */
export function readPayload(
  { command, payload }: Pick<Frame, 'command' | 'payload'>,
  definition: AnyMessageDefinition | undefined,
  protocolVersion: number,
  listener?: LeftoverListener,
): Message {
  if (definition === undefined) {
    return { command: 'unknown', name: command, payload: plainBytes(payload).slice() } satisfies UnknownMessage;
  }
  const reader = new Reader(payload, protocolVersion);
  const message = definition.body.readInto(reader, { command }) as Message;
  if (reader.remaining > 0) listener?.onLeftover(reader.remaining);
  return message;
}

/**
 * Checks the payload of a frame as `readPayload` does, with the same errors and the same call of the listener, without a message. A frame
 * whose command has no definition passes.
 */
export function validatePayload(
  { payload }: Pick<Frame, 'payload'>,
  definition: AnyMessageDefinition | undefined,
  protocolVersion: number,
  listener?: LeftoverListener,
): void {
  if (definition === undefined) return;
  const reader = new Reader(payload, protocolVersion);
  if (definition.validate === undefined) definition.body.read(reader);
  else definition.validate(reader);
  if (reader.remaining > 0) listener?.onLeftover(reader.remaining);
}

/** The error for bytes after a message. */
export function leftoverError(
  command: string,
  leftoverBytes: number,
): RemoteProtocolError & { readonly code: 'LEFTOVER' } {
  const error = new RemoteProtocolError('LEFTOVER', `${leftoverBytes} bytes left over after ${command}`);
  return error as typeof error & { readonly code: 'LEFTOVER' };
}

/** Options for encoding a message. */
export interface EncodeOptions<Msg extends Message = Message> extends DecodeOptions<Msg> {
  /** False: transactions and blocks are encoded without their witnesses (BIP144). Default true. */
  witness?: boolean | undefined;
}

/** A writer, not finished, that contains HEADER_BYTES unset bytes and then the payload of the message. */
export function writeAfterHeader<Msg extends Message>(
  message: Msg,
  { network, protocolVersion = network.protocolVersion, witness = true }: EncodeOptions<Msg>,
): Writer {
  const writer = new Writer(protocolVersion, witness);
  requireObject(writer, message);
  writer.skip(HEADER_BYTES);
  if (message.command === 'unknown') {
    requireBytes(writer, message.payload);
    writer.bytes(message.payload);
  } else {
    const definition = network.messages.get(message.command);
    if (definition === undefined) {
      throw new LocalProtocolError(
        'UNKNOWN_COMMAND',
        `${network.name} has no message ${show(message.command)}${didYouMean(message.command, network.messages.keys())}`,
      );
    }
    definition.body.write(writer, message);
  }
  return writer;
}

/** The command in the frame header of a message. */
export function wireCommand(message: Message): string {
  return message.command === 'unknown' ? message.name : message.command;
}
