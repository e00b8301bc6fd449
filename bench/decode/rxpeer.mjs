// The library through its public operators: decodeMessages into one Subject a command.
import { Subject } from 'rxjs';
import { bitcoin, decodeMessages } from '../../dist/index.js';

const network = bitcoin.mainnet;

/** Every message reaches a subscriber, which looks at nothing in it. */
export function reading() {
  return (chunks) => decodeAll(chunks, () => undefined);
}

/** Every message reaches a subscriber, which has all of it made. */
export function materialising() {
  return (chunks) => decodeAll(chunks, (message) => Object.values(message));
}

function decodeAll(chunks, look) {
  const chunk$ = new Subject();
  const subjects = new Map([...network.messages.keys(), 'unknown'].map((command) => [command, new Subject()]));
  let messages = 0;
  for (const command$ of subjects.values()) {
    command$.subscribe((message) => {
      look(message);
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
