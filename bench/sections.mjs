// What is measured, in the order in which it is told.
import { measureDecode } from './decode/measure.mjs';
import { decodeTable } from './decode/table.mjs';

const STREAMS = ['relay', 'legacy', 'blocks', 'headers', 'small'];

/** @type {Record<string, { measure: (options: object) => Promise<object[]>, print: (rows: object[], sections: object) => string }>} */
export const SECTIONS = {
  decode: {
    measure: (options) => measureDecode({ ...options, streams: STREAMS, passes: 2, scale: 1 }),
    print: decodeTable,
  },
};
