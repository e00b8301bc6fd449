/** The module `#fast`: faster implementations that networks/ uses instead of those of the plain message table and framing. */
import type { FrameFunctions } from '../frame/header.js';
import { cachedCommand } from './commandCache.js';
import { cachedChecksum } from './pingChecksumCache.js';
import { verifyChunk } from './verifyChunk.js';

export { withFastLayouts } from './fastTable.js';

export const frameFunctions: FrameFunctions = {
  readCommand: cachedCommand,
  checksum: cachedChecksum,
  verifyChunk,
};
