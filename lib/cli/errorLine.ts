import { escapeText } from '../base/escapeText.js';

/** One line for stderr: `rxpeer: …`. Control characters are escaped, because a remote or a file may have chosen parts of the text. */
export function errorLine(text: string): string {
  return `rxpeer: ${escapeText(text)}\n`;
}

/** Prefixes the message with the address of the connection, unless the message contains the address already. */
export function withAddress(address: string, message: string): string {
  return address === '' || includesAddress(message, address) ? message : `${address}: ${message}`;
}

/** Not `includes`: a message about `h:8080` does not contain the address `h:80`. */
function includesAddress(message: string, address: string): boolean {
  for (let at = message.indexOf(address); at !== -1; at = message.indexOf(address, at + 1)) {
    if (!isPartOfName(message[at - 1]) && !isPartOfName(message[at + address.length])) return true;
  }
  return false;
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w-]/.test(character);
}
