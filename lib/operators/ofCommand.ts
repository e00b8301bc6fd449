import { filter, type OperatorFunction } from 'rxjs';
import type { Command, Message, MessageOf } from '../messages/table.js';

/**
 * Passes on the messages with one of these commands, and narrows their type.
 *
 *     messages            --v--a--p--i--|
 *     ofCommand('ping')   --------p-----|
 */
export function ofCommand<C extends Command, Msg extends Message = Message>(
  ...commands: C[]
): OperatorFunction<Msg, MessageOf<C, Msg>> {
  const wanted = new Set<string>(commands);
  return filter((message): message is MessageOf<C, Msg> => wanted.has(message.command));
}
