import { BASIC_FILTER_TYPE } from '../../../lib/messages/compactFilters.js';
import type { Message } from '../../../lib/messages/table.js';
import { hashOf } from './chainValues.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/** Messages about compact filters (BIP157): `getcfilters h` requests the filters up to block h, `cfilter h` is the filter of block h. */
export const compactFilterValues = {
  getcfilters: (args) => ({ command: 'getcfilters', filterType, startHeight: 1, stopHash: hashOf(args) }),
  cfilter: (args) => ({ command: 'cfilter', filterType, blockHash: hashOf(args), filter: new Uint8Array(1) }),
  getcfheaders: (args) => ({ command: 'getcfheaders', filterType, startHeight: 1, stopHash: hashOf(args) }),
  cfheaders: (args) => ({
    command: 'cfheaders',
    filterType,
    stopHash: hashOf(args),
    previousFilterHeader: hashOf(args),
    filterHashes: [],
  }),
  getcfcheckpt: (args) => ({ command: 'getcfcheckpt', filterType, stopHash: hashOf(args) }),
  cfcheckpt: (args) => ({ command: 'cfcheckpt', filterType, stopHash: hashOf(args), filterHeaders: [] }),
} satisfies Constructors & Record<string, (args: ConstructorArguments) => Message>;

const filterType = BASIC_FILTER_TYPE;
