import { i32leAt } from '../codec/numbersAt.js';
import { placeIn } from '../codec/places.js';

/** Of a nonce: what a ping has, and the pong that answers it. */
export const ECHOED_BYTES = 8;

/** Many more than are verified ahead. */
const PLACE_BITS = 8;

/**
 * The checksums of the payloads of eight bytes that were seen last, by their bytes: a pong has the payload of its ping, and so its checksum,
 * whether the ping was ours or the remote's. To look it up takes a fiftieth of hashing it.
 */
export class EchoedChecksums {
  private readonly low = new Int32Array(1 << PLACE_BITS);
  private readonly high = new Int32Array(1 << PLACE_BITS);
  /** -1 where there is none: a checksum has no sign. */
  private readonly checksums = new Float64Array(1 << PLACE_BITS).fill(-1);

  /** Of the eight bytes from `at` on; -1 where they were not seen lately. */
  find(bytes: Uint8Array, at: number): number {
    const low = i32leAt(bytes, at);
    const high = i32leAt(bytes, at + 4);
    const place = placeIn(PLACE_BITS, low, high);
    return this.low[place] === low && this.high[place] === high ? this.checksums[place]! : -1;
  }

  /** The eight bytes from `at` on have this checksum. */
  remember(bytes: Uint8Array, at: number, checksum: number): void {
    const low = i32leAt(bytes, at);
    const high = i32leAt(bytes, at + 4);
    const place = placeIn(PLACE_BITS, low, high);
    this.low[place] = low;
    this.high[place] = high;
    this.checksums[place] = checksum;
  }
}

/** Of all peers of the process: whoever is asked answers at once. */
export const echoedChecksums = new EchoedChecksums();
