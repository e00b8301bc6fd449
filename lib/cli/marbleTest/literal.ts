import { escapedJson } from '../../base/escapeText.js';
import { toHex } from '../../codec/hex.js';

/** Longer bytes are broken into lines of this many digits. */
const HEX_DIGITS_A_LINE = 96;

/** A value of a message as TypeScript source; bytes by `fromHex`. */
export function literalOf(value: unknown, indent = ''): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return bytesLiteral(value, indent);
  if (typeof value === 'string') return textLiteral(value);
  if (Array.isArray(value))
    return listOf(
      value.map((each) => literalOf(each, `${indent}  `)),
      '[]',
      indent,
    );
  if (typeof value === 'object' && value !== null) return objectLiteral(value as Record<string, unknown>, indent);
  return JSON.stringify(value);
}

/** The fields of one object that another one has not, spread over it: `{ ...m.alphabet.V, nonce: 5n }`. */
export function literalOver(base: string, baseValue: object, value: object, indent = ''): string {
  const theirs = baseValue as Record<string, unknown>;
  const differing = Object.entries(value).filter(([name, field]) => literalOf(field) !== literalOf(theirs[name]));
  if (differing.length === 0) return base;
  return listOf([`...${base}`, ...fieldsOf(differing, indent)], '{}', indent);
}

function objectLiteral(value: Record<string, unknown>, indent: string): string {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return listOf(fieldsOf(fields, indent), '{}', indent);
}

function fieldsOf(fields: readonly (readonly [string, unknown])[], indent: string): string[] {
  return fields.map(([name, field]) => `${name}: ${literalOf(field, `${indent}  `)}`);
}

/** As TypeScript source; nothing in it can end the literal or the line. */
export function textLiteral(text: string): string {
  const escaped = escapedJson(text);
  return /['\\]/.test(escaped) ? escaped : `'${escaped.slice(1, -1)}'`;
}

function bytesLiteral(bytes: Uint8Array, indent: string): string {
  if (bytes.every((byte) => byte === 0)) return `new Uint8Array(${bytes.length})`;
  const hex = toHex(bytes);
  if (hex.length <= HEX_DIGITS_A_LINE) return `fromHex('${hex}')`;
  const lines = hex.match(new RegExp(`.{1,${HEX_DIGITS_A_LINE}}`, 'g'))!.map((line) => `'${line}'`);
  return `fromHex(\n${indent}  ${lines.join(` +\n${indent}  `)},\n${indent})`;
}

/** On one line where there is room. */
function listOf(parts: readonly string[], [open, close]: string | readonly string[], indent: string): string {
  if (parts.length === 0) return `${open!}${close!}`;
  const pad = open === '{' ? ' ' : '';
  const line = `${open!}${pad}${parts.join(', ')}${pad}${close!}`;
  if (line.length + indent.length <= 110 && !line.includes('\n')) return line;
  return `${open!}\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}${close!}`;
}
