/** One byte of a row of hex digits. */
export interface HexByte {
  readonly offset: number;
  /** Two hex digits. */
  readonly hex: string;
  /** The character of a printable ASCII code, or a dot. */
  readonly character: string;
}

/** The bytes of row `row`, at most `perRow`. */
export function hexRow(hex: string, row: number, perRow: number): HexByte[] {
  const bytes: HexByte[] = [];
  const end = Math.min(hex.length / 2, (row + 1) * perRow);
  for (let offset = row * perRow; offset < end; offset++) {
    const digits = hex.slice(offset * 2, offset * 2 + 2);
    const code = parseInt(digits, 16);
    const character = code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.';
    bytes.push({ offset, hex: digits, character });
  }
  return bytes;
}

/** The offset in front of a row, as hex digits. */
export function offsetText(offset: number): string {
  return offset.toString(16).padStart(4, '0');
}
