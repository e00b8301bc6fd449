import { escapedJson } from '../base/escapeText.js';
import { toHex } from '../codec/hex.js';
import { isBytes, isMap, isPlain, type Difference } from './differences.js';
import { nameOfError } from './recordedEvent.js';

const MAX_TEXT_CHARACTERS = 100;
const MAX_ITEMS = 3;
const MAX_DEPTH = 3;
const MAX_BYTES = 16;
/** Bytes that are shown before and behind one that differs. */
const CONTEXT_BYTES = 6;

/** A value in a few words; a message begins with its command, and bytes are hex. */
export function valueText(value: unknown): string {
  const text = textOf(value, 0);
  return text.length <= MAX_TEXT_CHARACTERS ? text : `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…`;
}

/** `nonce 2n, expected 1n`; of bytes, on lines of their own, those around the first that differs, which stands in brackets. */
export function differenceLines({ path, actual, expected }: Difference): string[] {
  if (isBytes(actual) && isBytes(expected)) return bytesLines(path, actual, expected);
  const name = path === '' ? '' : `${path} `;
  const [got, wanted] = [valueText(actual), valueText(expected)];
  // Two hashes that differ in their middles look the same when they are shortened.
  if (got === wanted) return [`${name}${String(actual)}, expected`, `${' '.repeat(name.length)}${String(expected)}`];
  return [`${name}${got}, expected ${wanted}`];
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
  const firstDiffering = actual.findIndex((byte, i) => byte !== expected[i]);
  const at = firstDiffering === -1 ? actual.length : firstDiffering;
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
