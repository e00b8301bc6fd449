/** Reads a signed integer from the four bytes at offset `at`, little-endian. */
export function i32leAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

export function u32leAt(bytes: Uint8Array, at: number): number {
  return i32leAt(bytes, at) >>> 0;
}

/** Reads an unsigned integer from the three bytes at offset `at`, little-endian. */
export function u24leAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}

/** Writes the three low bytes of `value`, little-endian. */
export function setU24le(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
}
