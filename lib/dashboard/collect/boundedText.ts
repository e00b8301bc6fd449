import { escapeText } from '../../base/escapeText.js';

/** A text that a remote, a monitor or a user chose: cut after this number of characters, and escaped. */
export function boundedText(text: string, maxCharacters: number): string {
  return escapeText(text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);
}
