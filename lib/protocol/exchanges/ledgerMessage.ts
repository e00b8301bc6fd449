import type { Message } from '../../messages/table.js';
import type { ReceivedCommand } from '../runtime/receivedMessage.js';

/** A message for the ledger: a received one, or one that we sent, which has no payload. */
export type LedgerMessage = { [C in Message['command']]: LedgerMessageOf<C> }[Message['command']];

/** A message with this command, as the ledger takes it. */
export type LedgerMessageOf<C extends Message['command']> = Omit<ReceivedCommand<C>, 'payload'> & {
  readonly payload?: Uint8Array;
};

/** Wraps a message that we sent for the ledger. */
export function sentMessage(message: Message): LedgerMessage {
  return { command: message.command, message: () => message } as LedgerMessage;
}
