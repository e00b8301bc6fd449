// What is measured, in the order in which it is told.
import { measureDecode } from './decode/measure.mjs';
import { decodeTable } from './decode/table.mjs';
import { endToEndTable, measureEndToEnd } from './endToEnd/measure.mjs';
import { measureOperators, operatorsTable } from './operators/measure.mjs';
import { measurePeers, peersTable } from './peers/measure.mjs';
import { measurePings, pingsTable } from './pings/measure.mjs';

const STREAMS = ['relay', 'legacy', 'blocks', 'headers', 'small'];

/** @type {Record<string, { measure: (options: object) => Promise<object[]>, print: (rows: object[], sections: object) => string }>} */
export const SECTIONS = {
  decode: {
    measure: ({ streams = STREAMS, ...options }) => measureDecode({ ...options, streams, passes: 2, scale: 1 }),
    print: decodeTable,
  },
  endToEnd: { measure: measureEndToEnd, print: endToEndTable },
  operators: { measure: measureOperators, print: operatorsTable },
  pings: { measure: measurePings, print: pingsTable },
  peers: { measure: measurePeers, print: peersTable },
};
