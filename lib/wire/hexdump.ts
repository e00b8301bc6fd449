const BYTES_PER_LINE = 16;

/**
 * Formats bytes as `hexdump -Cv` does, one line for each 16 bytes: offset, hex in two groups of eight, printable ASCII. The last line of
 * hexdump, which contains only the length, is omitted.
 *
 *     00000000  fa bf b5 da 70 69 6e 67  00 00 00 00 00 00 00 00  |....ping........|
 */
export function hexdumpLines(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
    lines.push(lineOf(offset, bytes.subarray(offset, offset + BYTES_PER_LINE)));
  }
  return lines;
}

function lineOf(offset: number, bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const columns = `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}`;
  const text = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  return `${offset.toString(16).padStart(8, '0')}  ${columns}  |${text}|`;
}
