// The library through its public operators: decodeMessages into one Subject a command.
import { Subject } from 'rxjs';
import { bitcoin, decodeMessages } from '../../dist/index.js';

const network = bitcoin.mainnet;

/** What a subscriber does with a message: looks at nothing in it, or has all of it made. */
export const LOOKS = {
  rxpeer: () => undefined,
  rxpeerMaterialised: (message) => Object.values(message),
};

/** Every message reaches a subscriber, which looks at nothing in it. */
export function reading() {
  return (chunks) => decodeAll(chunks, LOOKS.rxpeer);
}

/** Every message reaches a subscriber, which has all of it made. */
export function materialising() {
  return (chunks) => decodeAll(chunks, LOOKS.rxpeerMaterialised);
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
