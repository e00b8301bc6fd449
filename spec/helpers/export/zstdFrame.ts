import { bytes } from '../wire/bytes.js';

/** A zstd frame of raw blocks (RFC 8878): no compressor is needed. */
export function rawZstdFrame(
  content: Uint8Array,
  { blockBytes = 1000, windowDescriptor = 0x58, checksum = false } = {},
) {
  const blocks: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < content.length; start += blockBytes) {
    const block = content.subarray(start, start + blockBytes);
    const header = (block.length << 3) | Number(start + blockBytes >= content.length);
    blocks.push(Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16), block);
  }
  const descriptor = checksum ? 0x04 : 0x00;
  const end = checksum ? [Uint8Array.of(1, 2, 3, 4)] : [];
  return bytes(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, descriptor, windowDescriptor), ...blocks, ...end);
}
