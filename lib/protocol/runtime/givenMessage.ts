import { HEADER_BYTES } from '../../frame/header.js';
import type { Message } from '../../messages/table.js';
import { encodeMessage } from '../../wire/message.js';
import type { ConversationEnvironment } from './environment.js';
import type { ReceivedMessage } from './receivedMessage.js';

/** A message that was received as an object, not as a frame: its payload is encoded when a handler reads it. */
class GivenMessage {
  readonly command: Message['command'];
  private encoded: Uint8Array | undefined;

  constructor(
    private readonly given: Message,
    private readonly environment: Pick<ConversationEnvironment, 'network' | 'agreed'>,
  ) {
    this.command = given.command;
  }

  get payload(): Uint8Array {
    if (this.given.command === 'unknown') return this.given.payload;
    const { agreed, network } = this.environment;
    const { protocolVersion } = agreed;
    this.encoded ??= encodeMessage(this.given, { network, protocolVersion }).subarray(HEADER_BYTES);
    return this.encoded;
  }

  message(): Message {
    return this.given;
  }
}

/** Wraps a message for a handler. */
export function receivedMessage(
  given: Message,
  environment: Pick<ConversationEnvironment, 'network' | 'agreed'>,
): ReceivedMessage {
  return new GivenMessage(given, environment) as ReceivedMessage;
}
