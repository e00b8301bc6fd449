import { escapeText } from '../base/escapeText.js';

/** The text of one line on stderr: `rxpeer: …`, without the control characters that a remote or a file may have chosen. */
export function errorLine(text: string): string {
  return `rxpeer: ${escapeText(text)}\n`;
}

/** The message with the place that it concerns, unless the message names the place itself. */
export function placed(address: string, message: string): string {
  return address === '' || names(message, address) ? message : `${address}: ${message}`;
}

/** Not `includes`: `h:80` is not named by `h:8080`. */
function names(message: string, address: string): boolean {
  for (let at = message.indexOf(address); at !== -1; at = message.indexOf(address, at + 1)) {
    if (!isPartOfName(message[at - 1]) && !isPartOfName(message[at + address.length])) return true;
  }
  return false;
}

function isPartOfName(character: string | undefined): boolean {
  return character !== undefined && /[\w-]/.test(character);
}
