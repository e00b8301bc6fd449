import type { Codec } from './codec.js';
import { MAX_COMPACT_SIZE, readCompactSize, writeCompactSize } from './compactSize.js';
import { show } from './primitives.js';

/**
 * A compactSize length and that many bytes of UTF-8. What is no UTF-8 is not lost: such a byte becomes U+DC80 to U+DCFF (as
 * in Python's PEP 383), which no valid text holds, and goes back to the wire as it came.
 */
export function varString({
  minBytes = 0,
  maxBytes = MAX_COMPACT_SIZE,
}: { minBytes?: number; maxBytes?: number } = {}): Codec<string> {
  return {
    minBytes: 1 + minBytes,
    read(reader) {
      const length = readCompactSize(reader);
      if (length > maxBytes) reader.fail('LIMIT_EXCEEDED', `${length} bytes, at most ${maxBytes} allowed`);
      if (length < minBytes) reader.fail('INVALID_VALUE', `${length} bytes, at least ${minBytes} expected`);
      return textOfBytes(reader.window(length));
    },
    write(writer, value) {
      if (typeof value !== 'string') writer.fail('INVALID_VALUE', `string expected, got ${show(value)}`);
      const bytes = bytesOfText(value);
      if (bytes.length > maxBytes) writer.fail('LIMIT_EXCEEDED', `${bytes.length} bytes, at most ${maxBytes} allowed`);
      if (bytes.length < minBytes) writer.fail('INVALID_VALUE', `${bytes.length} bytes, at least ${minBytes} expected`);
      writeCompactSize(writer, bytes.length);
      writer.bytes(bytes);
    },
  };
}

/** The text that these bytes spell, byte by byte reversible. */
export function textOfBytes(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return escapedText(bytes);
  }
}

/** The bytes that spell this text, the escaped ones as they came. */
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

// ignoreBOM: a leading byte order mark is the remote's text like any other.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const utf8Encoder = new TextEncoder();

function escapedText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    text += length === 0 ? String.fromCharCode(0xdc00 + bytes[i]!) : strictUtf8.decode(bytes.subarray(i, i + length));
    i += length || 1;
  }
  return text;
}

/** How many bytes the well-formed sequence at `start` has; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, start: number): number {
  const first = bytes[start]!;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length <= 1) return length;
  try {
    strictUtf8.decode(bytes.subarray(start, start + length));
    return length;
  } catch {
    return 0;
  }
}
