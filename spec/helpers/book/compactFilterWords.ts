import { BASIC_FILTER_TYPE } from '../../../lib/messages/compactFilters.js';
import type { Message } from '../../../lib/messages/table.js';
import { hashIn } from './chainWords.js';
import type { Vocabulary, Words } from './words.js';

/** Compact filters: `getcfilters h`, `cfilter h`: up to the block h, of the block h. */
export const compactFilterWords = {
  getcfilters: (words) => ({ command: 'getcfilters', filterType, startHeight: 1, stopHash: hashIn(words) }),
  cfilter: (words) => ({ command: 'cfilter', filterType, blockHash: hashIn(words), filter: new Uint8Array(1) }),
  getcfheaders: (words) => ({ command: 'getcfheaders', filterType, startHeight: 1, stopHash: hashIn(words) }),
  cfheaders: (words) => ({
    command: 'cfheaders',
    filterType,
    stopHash: hashIn(words),
    previousFilterHeader: hashIn(words),
    filterHashes: [],
  }),
  getcfcheckpt: (words) => ({ command: 'getcfcheckpt', filterType, stopHash: hashIn(words) }),
  cfcheckpt: (words) => ({ command: 'cfcheckpt', filterType, stopHash: hashIn(words), filterHeaders: [] }),
} satisfies Vocabulary & Record<string, (words: Words) => Message>;

const filterType = BASIC_FILTER_TYPE;
