import { RemoteProtocolError } from '../../base/errors.js';
import { MAX_GARBAGE_BYTES } from './beforePackets.js';

/** The size of a garbage terminator. */
export const TERMINATOR_BYTES = 16;

/** Collects the garbage of the remote and finds its end. The time is linear in the number of bytes, for all sizes of chunks. */
export class GarbageScanner {
  private bytes = new Uint8Array(256);
  private length = 0;

  /** @param terminator the 16 bytes that end the garbage */
  constructor(private readonly terminator: Uint8Array) {}

  /**
   * Takes bytes until the garbage has ended.
   *
   * Errors with RemoteProtocolError `NO_TERMINATOR` if the first MAX_GARBAGE_BYTES + TERMINATOR_BYTES bytes have no terminator.
   *
   * @returns the offset after the terminator; undefined if all bytes were taken and the garbage has not ended
   */
  scan(chunk: Uint8Array, offset: number): number | undefined {
    for (let at = offset; at < chunk.length; at++) {
      this.append(chunk[at]!);
      if (this.endsWithTerminator()) return at + 1;
      if (this.length === MAX_GARBAGE_BYTES + TERMINATOR_BYTES) {
        throw new RemoteProtocolError(
          'NO_TERMINATOR',
          `no garbage terminator in ${this.length} bytes after the key, at most ${MAX_GARBAGE_BYTES} bytes of garbage allowed`,
        );
      }
    }
    return undefined;
  }

  /** The garbage without the terminator. Call it after `scan` has found the end. */
  get garbage(): Uint8Array {
    return this.bytes.slice(0, this.length - TERMINATOR_BYTES);
  }

  private append(byte: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.length++] = byte;
  }

  private endsWithTerminator(): boolean {
    const { bytes, length, terminator } = this;
    if (length < TERMINATOR_BYTES) return false;
    // From the end: bytes of garbage are random, so the first comparison nearly always decides.
    for (let i = 1; i <= TERMINATOR_BYTES; i++) {
      if (bytes[length - i] !== terminator[TERMINATOR_BYTES - i]) return false;
    }
    return true;
  }
}
