import type { Message, MessageOf } from '../../messages/table.js';

/**
 * A received message for conversations: command and payload without decoding, and the message on demand. A comparison of `command`
 * narrows the type of `message()`:
 *
 *     if (received.command === 'ping') reply(received.message().nonce);
 */
export type ReceivedMessage = { [C in Message['command']]: ReceivedCommand<C> }[Message['command']];

/** A received message with this command. */
export interface ReceivedCommand<C extends Message['command']> {
  /** The command; `unknown` if the network's table does not have it. */
  readonly command: C;
  /** The payload. The bytes belong to the transport: they are valid until the handler returns, and must not be written to. */
  readonly payload: Uint8Array;
  /** Decodes the message at the first call and returns the same object afterwards. Never fails: the payload was validated before. */
  message(): MessageOf<C>;
}
