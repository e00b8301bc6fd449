import { escapedJson } from '../base/escapeText.js';
import { toHex } from '../codec/hex.js';
import { isBytes, isMap, isPlain, type Difference } from './differences.js';
import { nameOfError } from './recordedEvent.js';

/** Bounds of a formatted value, so that a report stays readable. */
const MAX_TEXT_CHARACTERS = 100;
const MAX_ITEMS = 3;
const MAX_DEPTH = 3;
const MAX_BYTES = 16;
/** Bytes shown before and after the first differing byte. */
const CONTEXT_BYTES = 6;

/** Formats a value in at most 100 characters. A message begins with its command; bytes are hex. */
export function formatValue(value: unknown): string {
  const text = textOf(value, 0);
  return text.length <= MAX_TEXT_CHARACTERS ? text : `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…`;
}

/** `nonce 2n, expected 1n`. For byte arrays, further lines show the bytes around the first difference, which is in brackets. */
export function formatDifference({ path, actual, expected }: Difference): string[] {
  if (isBytes(actual) && isBytes(expected)) return bytesLines(path, actual, expected);
  const name = path === '' ? '' : `${path} `;
  const [actualText, expectedText] = [formatValue(actual), formatValue(expected)];
  // Two hashes that differ only in the middle have the same shortened text.
  if (actualText === expectedText)
    return [`${name}${String(actual)}, expected`, `${' '.repeat(name.length)}${String(expected)}`];
  return [`${name}${actualText}, expected ${expectedText}`];
}

function textOf(value: unknown, depth: number): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return isHash(value) ? `${value.slice(0, 8)}…${value.slice(-8)}` : escapedJson(value);
  if (isBytes(value)) return bytesText(value);
  if (value instanceof Error) return nameOfError(value);
  if (Array.isArray(value)) return arrayText(value, depth);
  if (isMap(value)) return `Map ${arrayText([...value], depth)}`;
  if (isPlain(value)) return objectText(value, depth);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Object.prototype.toString.call(value);
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'no bytes';
  if (bytes.length <= MAX_BYTES) return hexOf(bytes);
  return `${hexOf(bytes.subarray(0, MAX_BYTES / 2))} … (${bytes.length} bytes)`;
}

function arrayText(items: readonly unknown[], depth: number): string {
  if (depth === MAX_DEPTH && items.length > 0) return `[${items.length}]`;
  const shown = items.slice(0, MAX_ITEMS).map((item) => textOf(item, depth + 1));
  if (items.length > MAX_ITEMS) shown.push(`… ${items.length - MAX_ITEMS} more`);
  return `[${shown.join(', ')}]`;
}

function objectText({ command, ...rest }: Readonly<Record<string, unknown>>, depth: number): string {
  const fields = Object.entries(typeof command === 'string' || command === undefined ? rest : { command, ...rest });
  const texts = fields
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${name}: ${depth === MAX_DEPTH ? '…' : textOf(field, depth + 1)}`);
  const body = texts.length === 0 ? '' : `{ ${texts.join(', ')} }`;
  if (typeof command !== 'string') return body || '{}';
  return body === '' ? command : `${command} ${body}`;
}

function bytesLines(path: string, actual: Uint8Array, expected: Uint8Array): string[] {
  const firstDifference = actual.findIndex((byte, i) => byte !== expected[i]);
  const at = firstDifference === -1 ? actual.length : firstDifference;
  const sizes = actual.length === expected.length ? '' : `, ${actual.length} bytes, expected ${expected.length}`;
  return [
    `${path === '' ? 'bytes' : path} at byte ${at}${sizes}`,
    `  expected  ${bytesAround(expected, at)}`,
    `  actual    ${bytesAround(actual, at)}`,
  ];
}

/** `… 0e 0f [10] 11 12 …` */
function bytesAround(bytes: Uint8Array, at: number): string {
  const [from, to] = [Math.max(0, at - CONTEXT_BYTES), at + 1 + CONTEXT_BYTES];
  const parts = [
    from > 0 ? '…' : '',
    hexOf(bytes.subarray(from, at)),
    `[${hexOf(bytes.subarray(at, at + 1))}]`,
    hexOf(bytes.subarray(at + 1, to)),
    to < bytes.length ? '…' : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function hexOf(bytes: Uint8Array): string {
  return toHex(bytes).replace(/(..)(?=.)/g, '$1 ');
}
