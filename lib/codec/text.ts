import type { Codec } from './codec.js';
import { MAX_COMPACT_SIZE, writeCompactSize } from './compactSize.js';
import { readSize } from './readPart.js';
import { show } from '../base/show.js';

/**
 * A compactSize length and that number of bytes of UTF-8. A byte that is not UTF-8 is decoded as a character from U+DC80 to U+DCFF (as in
 * Python's PEP 383), which no valid UTF-8 contains, and encoded as the same byte.
 */
export function varString({
  minBytes = 0,
  maxBytes = MAX_COMPACT_SIZE,
}: { minBytes?: number; maxBytes?: number } = {}): Codec<string> {
  return {
    minBytes: 1 + minBytes,
    fieldKind: 'text',
    read(reader) {
      const length = readSize(reader, 'length');
      if (length > maxBytes) reader.fail('LIMIT_EXCEEDED', `${length} bytes, at most ${maxBytes} allowed`);
      if (length < minBytes) reader.fail('INVALID_VALUE', `${length} bytes, at least ${minBytes} expected`);
      return textOfBytes(reader.window(length));
    },
    write(writer, value) {
      if (typeof value !== 'string') writer.fail('INVALID_VALUE', `string expected, got ${show(value)}`);
      if (LONE_SURROGATE.test(value)) {
        writer.fail('INVALID_VALUE', `text without lone surrogates expected, got ${show(value)}`);
      }
      const bytes = bytesOfText(value);
      if (bytes.length > maxBytes) writer.fail('LIMIT_EXCEEDED', `${bytes.length} bytes, at most ${maxBytes} allowed`);
      if (bytes.length < minBytes) writer.fail('INVALID_VALUE', `${bytes.length} bytes, at least ${minBytes} expected`);
      writeCompactSize(writer, bytes.length);
      writer.bytes(bytes);
    },
  };
}

/** A lone surrogate, except U+DC80 to U+DCFF, which represent bytes that are not UTF-8. With the flag u, whole pairs do not match. */
const LONE_SURROGATE = /[\ud800-\udc7f\udd00-\udfff]/u;

/** Decodes UTF-8 so that `bytesOfText` returns the same bytes, even for bytes that are not UTF-8. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return escapedText(bytes);
  }
}

/** Encodes text as UTF-8. A character from U+DC80 to U+DCFF becomes the byte that it represents. */
export function bytesOfText(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return utf8Encoder.encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00);
    else bytes.push(...utf8Encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

// ignoreBOM: keeps a leading byte order mark as a part of the text.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

/** Takes linear time and throws no error for an invalid byte, because a remote may send megabytes of them. */
function escapedText(bytes: Uint8Array): string {
  let text = '';
  let start = 0;
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      if (start < i) text += strictUtf8.decode(bytes.subarray(start, i));
      text += String.fromCharCode(0xdc00 + bytes[i]!);
      start = i + 1;
    }
    i += length || 1;
  }
  return start < bytes.length ? text + strictUtf8.decode(bytes.subarray(start)) : text;
}

/** The number of bytes of the well-formed UTF-8 sequence at `start`; 0 if there is none (Unicode, table 3-7). */
function sequenceLength(bytes: Uint8Array, start: number): number {
  const first = bytes[start]!;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || start + length > bytes.length) return 0;
  // The second byte excludes overlong forms, surrogates and code points above U+10FFFF.
  const second = bytes[start + 1]!;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let i = 2; i < length; i++) if ((bytes[start + i]! & 0xc0) !== 0x80) return 0;
  return length;
}
