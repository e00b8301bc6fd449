import type { ShortIds } from './v2/shortIds.js';

/** Size of a frame header: magic 4, command 12, payload length 4, checksum 4. */
export const HEADER_BYTES = 24;
/** Size of the command in a frame header. */
export const COMMAND_BYTES = 12;

/** The parameters of frames. A Network has them. */
export interface FrameFormat {
  /** The first four bytes of each frame, read as u32 little-endian. */
  readonly magic: number;
  /** Maximum size of a payload in bytes; a larger one errors with `OVERSIZED_FRAME`. */
  readonly limits: { readonly maxPayloadBytes: number };
  /** Name of the network, for error messages. */
  readonly name?: string;
  /** Default: the plain ones. */
  readonly frameFunctions?: FrameFunctions;
  /** The message types of one byte in transport v2. Default: none, so each type is sent in the long form. */
  readonly shortIds?: ShortIds;
}

/** The four bytes of a magic in wire order. */
export function magicBytes(magic: number): Uint8Array {
  return Uint8Array.of(magic, magic >>> 8, magic >>> 16, magic >>> 24);
}

/** Functions that the framing calls. A network can replace them by others with the same results. */
export interface FrameFunctions {
  /** The command in the 12 bytes at `offset`, or undefined if they are not a valid command: see `commandOf`. */
  readCommand(bytes: Uint8Array, offset: number): string | undefined;
  /** The first four bytes of the payload's sha256d, read as u32 little-endian. */
  checksum(payload: Uint8Array): number;
  /**
   * Verifies whole frames of `chunk`, the first of which begins at `start`.
   *
   * @returns the end of the last frame such that its checksum and those of all frames before it are correct; `start` if there is none. The
   * decoder verifies the frames after it one by one.
   */
  verifyChunk(chunk: Uint8Array, start: number, format: FrameFormat): number;
}

/**
 * The command in the 12 bytes at `offset`; undefined if they are invalid. Valid are 1 to 12 characters from 0x20 to 0x7e, then NULs
 * (Bitcoin Core, protocol.cpp, CMessageHeader::IsMessageTypeValid).
 */
export function commandOf(header: Uint8Array, offset: number): string | undefined {
  let command = '';
  let i = 0;
  for (; i < COMMAND_BYTES; i++) {
    const code = header[offset + i]!;
    if (code === 0) break;
    if (code < 0x20 || code > 0x7e) return undefined;
    command += String.fromCharCode(code);
  }
  for (; i < COMMAND_BYTES; i++) if (header[offset + i] !== 0) return undefined;
  return command === '' ? undefined : command;
}

/** True for a command that a frame header can contain. */
export function isCommand(command: string): boolean {
  return typeof command === 'string' && /^[\x20-\x7e]{1,12}$/.test(command);
}
