import { list, struct } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, u32le, u8, varBytes, type Hash } from '../codec/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';

/** BIP157: at most 2000 filter hashes a cfheaders. */
export const MAX_FILTER_HASHES = 2000;

/** BIP157: the one filter type that is defined. */
export const BASIC_FILTER_TYPE = 0;

const range = struct({ filterType: u8, startHeight: u32le, stopHash: hash32 });

/** "Send me the filters of the blocks from this height to this block", at most 1000 (BIP157). */
export const getcfilters = defineMessage('getcfilters', range);
export type GetcfiltersMessage = MessageOfDefinition<typeof getcfilters>;

/** The fields of a cfilter message (BIP157). */
export interface BlockFilter {
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  blockHash: Hash;
  /** The filter's bytes, as `compactFilter` reads them. */
  filter: Uint8Array;
}

/** One block's filter (BIP157): `filter` as `compactFilter` reads it (BIP158). */
export function cfilterMessage({ maxFilterBytes }: MessageLimits) {
  const filter = varBytes({ maxBytes: maxFilterBytes });
  return defineMessage('cfilter', struct<BlockFilter>({ filterType: u8, blockHash: hash32, filter }));
}
export type CfilterMessage = MessageOfDefinition<ReturnType<typeof cfilterMessage>>;

/** "Send me the filter hashes of the blocks from this height to this block", at most 2000 (BIP157). */
export const getcfheaders = defineMessage('getcfheaders', range);
export type GetcfheadersMessage = MessageOfDefinition<typeof getcfheaders>;

/** The hashes of filters, and the filter header before the first, from which theirs follow (BIP157). */
export const cfheaders = defineMessage(
  'cfheaders',
  struct({
    filterType: u8,
    stopHash: hash32,
    previousFilterHeader: hash32,
    filterHashes: list(hash32, { maxItems: MAX_FILTER_HASHES }),
  }),
);
export type CfheadersMessage = MessageOfDefinition<typeof cfheaders>;

/** "Send me every 1000th filter header up to this block" (BIP157). */
export const getcfcheckpt = defineMessage('getcfcheckpt', struct({ filterType: u8, stopHash: hash32 }));
export type GetcfcheckptMessage = MessageOfDefinition<typeof getcfcheckpt>;

/** Every 1000th filter header (BIP157). */
export const cfcheckpt = defineMessage(
  'cfcheckpt',
  struct({ filterType: u8, stopHash: hash32, filterHeaders: list(hash32, { maxItems: MAX_COMPACT_SIZE }) }),
);
export type CfcheckptMessage = MessageOfDefinition<typeof cfcheckpt>;
