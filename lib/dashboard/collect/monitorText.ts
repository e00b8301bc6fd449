import { boundedText } from './boundedText.js';

/** Characters of a monitor's name, and of the version that it publishes: any publisher can choose longer ones. */
const MAX_CHARACTERS = 64;

/** A text that a monitor chose, cut and escaped. */
export function monitorText(text: string): string {
  return boundedText(text, MAX_CHARACTERS);
}
