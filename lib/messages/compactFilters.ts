import { list, struct } from '../codec/combinators.js';
import { MAX_COMPACT_SIZE } from '../codec/compactSize.js';
import { hash32, u32le, u8, varBytes, type Hash } from '../codec/primitives.js';
import { defineMessage, type MessageDefinition } from './defineMessage.js';
import type { MessageLimits } from './limits.js';

/** BIP157: a cfheaders has at most 2000 filter hashes. */
export const MAX_FILTER_HASHES = 2000;

/** BIP157: the only filter type that is defined. */
export const BASIC_FILTER_TYPE = 0;

const range = struct({ filterType: u8, startHeight: u32le, stopHash: hash32 });

/** Asks for the filters of a range of blocks; the answer is one cfilter for each block (BIP157). */
export interface GetcfiltersMessage {
  readonly command: 'getcfilters';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Height of the first block of the range. */
  startHeight: number;
  /** Hash of the last block of the range. The range has at most 1000 blocks (BIP157). */
  stopHash: Hash;
}
export const getcfilters = defineMessage('getcfilters', range);

/** The compact filter of one block (BIP157). */
export interface CfilterMessage {
  readonly command: 'cfilter';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Hash of the block. */
  blockHash: Hash;
  /** The filter, at most `limits.maxFilterBytes`; `compactFilterMatchesAny` reads it (BIP158). */
  filter: Uint8Array;
}
export function cfilterMessage({
  maxFilterBytes,
}: MessageLimits): MessageDefinition<'cfilter', Omit<CfilterMessage, 'command'>> {
  const filter = varBytes({ maxBytes: maxFilterBytes });
  return defineMessage('cfilter', struct({ filterType: u8, blockHash: hash32, filter }));
}

/** Asks for the filter hashes of a range of blocks; the answer is cfheaders (BIP157). */
export interface GetcfheadersMessage {
  readonly command: 'getcfheaders';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Height of the first block of the range. */
  startHeight: number;
  /** Hash of the last block of the range. The range has at most 2000 blocks (BIP157). */
  stopHash: Hash;
}
export const getcfheaders = defineMessage('getcfheaders', range);

/** The filter hashes of a range of blocks (BIP157). `compactFilterHeaders` computes the filter headers from them. */
export interface CfheadersMessage {
  readonly command: 'cfheaders';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Hash of the last block of the range. */
  stopHash: Hash;
  /** Filter header of the block before the range; 64 zeros if the range begins with the genesis block. */
  previousFilterHeader: Hash;
  /** Hash of the filter of each block, in the order of the blocks, at most 2000. */
  filterHashes: Hash[];
}
export const cfheaders = defineMessage(
  'cfheaders',
  struct({
    filterType: u8,
    stopHash: hash32,
    previousFilterHeader: hash32,
    filterHashes: list(hash32, { maxItems: MAX_FILTER_HASHES }),
  }),
);

/** Asks for every 1000th filter header up to a block; the answer is cfcheckpt (BIP157). */
export interface GetcfcheckptMessage {
  readonly command: 'getcfcheckpt';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Hash of the last block of the range, which begins with the genesis block. */
  stopHash: Hash;
}
export const getcfcheckpt = defineMessage('getcfcheckpt', struct({ filterType: u8, stopHash: hash32 }));

/** Every 1000th filter header of a chain (BIP157). */
export interface CfcheckptMessage {
  readonly command: 'cfcheckpt';
  /** 0 is the basic filter of BIP158. */
  filterType: number;
  /** Hash of the last block of the range. */
  stopHash: Hash;
  /** Filter headers at the heights 1000, 2000, 3000 and so on; limited by the payload size only. */
  filterHeaders: Hash[];
}
export const cfcheckpt = defineMessage(
  'cfcheckpt',
  struct({ filterType: u8, stopHash: hash32, filterHeaders: list(hash32, { maxItems: MAX_COMPACT_SIZE }) }),
);
