import { escapedJson } from './escapeText.js';

/** The maximum length of a value's text in an error message, in UTF-16 code units. */
const MAX_SHOWN_CHARACTERS = 80;

/**
 * Formats a value for an error message: as JSON, so that `'30873'` and `30873` look different, with at most MAX_SHOWN_CHARACTERS and without
 * control characters. An object is shown as `object` or `an array`, without its content.
 */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${bounded(String(value))}n`;
  if (typeof value === 'string') return escapedJson(bounded(value));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'object';
  if (typeof value === 'function' || typeof value === 'symbol') return typeof value;
  return String(value);
}

function bounded(text: string): string {
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
