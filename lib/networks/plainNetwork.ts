/** The module `#fast` under the condition `rxpeer-plain`, and after `fast/` is deleted: the plain message table and the plain framing. */
import type { StructCodec } from '../codec/combinators.js';
import type { BlockHeader } from '../messages/blockHeader.js';
import type { AnyMessageDefinition } from '../messages/defineMessage.js';
import type { MessageLimits } from '../messages/limits.js';

export { plainFrameFunctions as frameFunctions } from '../frame/plainFrameFunctions.js';

/** Returns the definitions themselves. */
export const withFastLayouts: (
  definitions: readonly AnyMessageDefinition[],
  header: StructCodec<BlockHeader>,
  limits: MessageLimits,
) => readonly AnyMessageDefinition[] = (definitions) => definitions;
