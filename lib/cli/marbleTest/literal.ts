import { escapedJson } from '../../base/escapeText.js';
import { toHex } from '../../codec/hex.js';

/** Longer hex texts are broken into lines of this number of digits. */
const HEX_DIGITS_PER_LINE = 96;
/** Longer lists and objects get one line per element. */
const MAX_COLUMNS = 110;

/** A value of a message as TypeScript source; bytes are written as `fromHex('…')`. */
export function toLiteral(value: unknown, indent = ''): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Uint8Array) return bytesLiteral(value, indent);
  if (typeof value === 'string') return toTextLiteral(value);
  if (Array.isArray(value))
    return joinParts(
      value.map((each) => toLiteral(each, `${indent}  `)),
      '[]',
      indent,
    );
  if (typeof value === 'object' && value !== null) return objectLiteral(value as Record<string, unknown>, indent);
  return JSON.stringify(value);
}

/**
 * An object as source that spreads `base`, followed by the fields that differ from `baseValue`: `{ ...m.alphabet.V, nonce: 5n }`; `base`
 * alone if none differs.
 */
export function toSpreadLiteral(base: string, baseValue: object, value: object, indent = ''): string {
  const baseFields = baseValue as Record<string, unknown>;
  const differing = Object.entries(value).filter(([name, field]) => toLiteral(field) !== toLiteral(baseFields[name]));
  if (differing.length === 0) return base;
  return joinParts([`...${base}`, ...fieldsOf(differing, indent)], '{}', indent);
}

function objectLiteral(value: Record<string, unknown>, indent: string): string {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return joinParts(fieldsOf(fields, indent), '{}', indent);
}

function fieldsOf(fields: readonly (readonly [string, unknown])[], indent: string): string[] {
  return fields.map(([name, field]) => `${name}: ${toLiteral(field, `${indent}  `)}`);
}

/** A text as TypeScript source. Quotes, control characters and line separators are escaped, so the text cannot end the literal. */
export function toTextLiteral(text: string): string {
  const escaped = escapedJson(text);
  return /['\\]/.test(escaped) ? escaped : `'${escaped.slice(1, -1)}'`;
}

function bytesLiteral(bytes: Uint8Array, indent: string): string {
  if (bytes.every((byte) => byte === 0)) return `new Uint8Array(${bytes.length})`;
  const hex = toHex(bytes);
  if (hex.length <= HEX_DIGITS_PER_LINE) return `fromHex('${hex}')`;
  const lines = hex.match(new RegExp(`.{1,${HEX_DIGITS_PER_LINE}}`, 'g'))!.map((line) => `'${line}'`);
  return `fromHex(\n${indent}  ${lines.join(` +\n${indent}  `)},\n${indent})`;
}

/** Joins the elements of a list or an object, on one line if it is short enough. */
function joinParts(parts: readonly string[], [open, close]: string | readonly string[], indent: string): string {
  if (parts.length === 0) return `${open!}${close!}`;
  const pad = open === '{' ? ' ' : '';
  const line = `${open!}${pad}${parts.join(', ')}${pad}${close!}`;
  if (line.length + indent.length <= MAX_COLUMNS && !line.includes('\n')) return line;
  return `${open!}\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}${close!}`;
}
