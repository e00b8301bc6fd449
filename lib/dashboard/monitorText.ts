import { escapeText } from '../base/escapeText.js';

/** Characters of a monitor's name, and of the version that it publishes: any publisher can choose longer ones. */
const MAX_CHARACTERS = 64;

/** A text that a monitor chose, cut and escaped. */
export function monitorText(text: string): string {
  return escapeText(text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text);
}
