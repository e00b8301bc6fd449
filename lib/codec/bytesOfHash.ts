import { fromHex } from './hex.js';
import { isHash, type Hash } from './primitives.js';
import { show } from '../base/show.js';
import { LocalProtocolError } from '../base/errors.js';

/**
 * The 32 bytes that a hash is on the wire: the inverse of `hashOfBytes`.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` when it is no hash of 64 lower-case hex digits.
 */
export function bytesOfHash(hash: Hash): Uint8Array {
  if (isHash(hash)) return fromHex(hash).reverse();
  throw new LocalProtocolError('INVALID_VALUE', `hash of 64 lower-case hex digits expected, got ${show(hash)}`);
}
