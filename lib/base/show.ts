import { escapedJson } from './escapeText.js';

/** The longest text that an error shows of a value, in UTF-16 units. */
const MAX_SHOWN = 80;

/**
 * A value as an error shows it: JSON, so that `'30873'` and `30873` look different; bounded in length and fit for a terminal. Of an object
 * only what kind it is.
 */
export function show(value: unknown): string {
  if (typeof value === 'bigint') return `${bounded(String(value))}n`;
  if (typeof value === 'string') return escapedJson(bounded(value));
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'object';
  if (typeof value === 'function' || typeof value === 'symbol') return typeof value;
  return String(value);
}

function bounded(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
