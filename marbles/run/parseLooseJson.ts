import { BookError } from './bookError.js';

/**
 * Parses `{ intervalMs: 5, name: "x" }`: JSON whose field names need no quotes.
 *
 * Errors with BookError `BAD_OPTION` for any other text.
 */
export function parseLooseJson(text: string): Record<string, unknown> {
  const value = parseLooseValue(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BookError('BAD_OPTION', `options must be an object such as { size: 2 }, got ${text}`, 'options');
}

/** Parses one such value: `5`, `"x"`, `[1, 2]`, `{ throws: "boom" }`. Errors with BookError `BAD_OPTION`. */
export function parseLooseValue(text: string): unknown {
  try {
    return JSON.parse(text.replace(/([{,]\s*)(\w+):/g, '$1"$2":'));
  } catch {
    throw new BookError('BAD_OPTION', `options must be JSON such as { size: 2, name: "x" }, got ${text}`, 'options');
  }
}
