import { LocalProtocolError } from '../base/errors.js';
import type { Block } from '../messages/block.js';

/** Errors with LocalProtocolError `INVALID_VALUE` for a block of which a part is kept as bytes. */
export function requireDecoded({ undecoded }: Pick<Block, 'undecoded'>): void {
  if (undecoded === undefined) return;
  const fact = `${undecoded.count} transactions are kept as bytes, all must be decoded: request the block as witnessBlock`;
  throw new LocalProtocolError('INVALID_VALUE', fact, 'undecoded');
}
