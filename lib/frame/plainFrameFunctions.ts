import { checksum } from '../crypto/sha256d.js';
import { commandOf, type FrameFunctions } from './header.js';

/** Nothing is cached, and each frame is hashed when the decoder reaches it. */
export const plainFrameFunctions: FrameFunctions = {
  readCommand: commandOf,
  checksum,
  verifyChunk: (_, start) => start,
};
