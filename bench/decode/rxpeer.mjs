// rxpeer through its public operator: decodeMessages into one Subject per command.
import { commandsOf, importLibrary, importRxjs } from '../library.mjs';

const { bitcoin, decodeMessages } = await importLibrary('index');
const { Subject } = importRxjs();
const network = bitcoin.mainnet;

/** What a subscriber does with a message: it reads no field, or every field (checkReads.mjs asserts that nothing is left undecoded then). */
export const READERS = {
  rxpeerUnread: () => undefined,
  rxpeerReadAll: (message) => Object.values(message),
};

/** Calls `readMessage` in a subscriber for every message, and returns the number of messages. */
export function decodeAll(chunks, readMessage) {
  const chunk$ = new Subject();
  const subjects = new Map(commandsOf(network).map((command) => [command, new Subject()]));
  let messages = 0;
  for (const command$ of subjects.values()) {
    command$.subscribe((message) => {
      readMessage(message);
      messages += 1;
    });
  }
  chunk$.pipe(decodeMessages({ network })).subscribe({
    next: (message) => subjects.get(message.command).next(message),
    error(error) {
      throw error;
    },
  });
  for (const chunk of chunks) chunk$.next(chunk);
  return messages;
}
