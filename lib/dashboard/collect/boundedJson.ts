import { toHex } from '../../codec/hex.js';
import { escapeText } from '../../base/escapeText.js';
import type { Json } from '../../wire/json.js';

export interface BoundedJson {
  /** Indented by two spaces. */
  readonly text: string;
  /** True if something was left out. */
  readonly isCut: boolean;
}

/** Elements shown of one array. */
const MAX_ELEMENTS = 100;
/** Bytes shown of one field, and characters shown of one text. */
const MAX_FIELD_BYTES = 1000;
/** Values in total: without this bound a block of 100 transactions with 100 inputs each would give megabytes of text. */
const MAX_VALUES = 5000;

/**
 * A message as readable JSON of bounded size: at most 5000 values of at most 1000 bytes each, with notes in place of values that were left
 * out.
 * Writes values as `toJson` does: bigint as decimal strings, bytes as hex. Characters that change the text direction are escaped.
 */
export function boundedJson(message: unknown): BoundedJson {
  let values = 0;
  let isCut = false;

  function cut(text: string): string {
    isCut = true;
    return text;
  }

  function shown(value: unknown): Json {
    values += 1;
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'string') return text(value);
    if (value instanceof Uint8Array) return bytes(value);
    if (Array.isArray(value)) return elements(value);
    if (typeof value === 'object' && value !== null) return fields(value);
    return value === undefined ? null : (value as number | boolean | null);
  }

  function text(value: string): string {
    return value.length <= MAX_FIELD_BYTES
      ? escapeText(value)
      : cut(`${escapeText(value.slice(0, MAX_FIELD_BYTES))}… ${value.length} characters in total`);
  }

  function bytes(value: Uint8Array): string {
    return value.length <= MAX_FIELD_BYTES
      ? toHex(value)
      : cut(`${toHex(value.subarray(0, MAX_FIELD_BYTES))}… ${value.length} bytes in total`);
  }

  function elements(value: readonly unknown[]): Json[] {
    const json: Json[] = [];
    for (const element of value) {
      if (json.length === MAX_ELEMENTS || values >= MAX_VALUES) {
        json.push(cut(`… ${value.length - json.length} more`));
        break;
      }
      json.push(shown(element));
    }
    return json;
  }

  function fields(value: object): Json {
    // Objects are not cut, even beyond MAX_VALUES: they have only the few fields of their message's layout.
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(entries.map(([name, field]) => [name, shown(field)]));
  }

  return { text: JSON.stringify(shown(message), undefined, 2), isCut };
}
