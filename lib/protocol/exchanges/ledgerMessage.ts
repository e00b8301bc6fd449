import type { Message } from '../../messages/table.js';
import type { ReceivedCommand } from '../runtime/receivedMessage.js';

/** A message as the ledger takes it: a received one, or one that we sent, which has no payload. */
export type LedgerMessage = {
  [C in Message['command']]: Omit<ReceivedCommand<C>, 'payload'> & { readonly payload?: Uint8Array };
}[Message['command']];

/** A message that we sent, as the ledger takes it. */
export function sentMessage(message: Message): LedgerMessage {
  return { command: message.command, message: () => message } as LedgerMessage;
}
