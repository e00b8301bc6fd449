// The sections of the benchmark, in the order of RESULTS.md.
import { measureDecode } from './decode/measure.mjs';
import { decodeTable } from './decode/table.mjs';
import { measureEndToEnd } from './endToEnd/measure.mjs';
import { endToEndTable } from './endToEnd/table.mjs';
import { measureGrowth } from './growth/measure.mjs';
import { growthTable } from './growth/table.mjs';
import { measureNats } from './nats/measure.mjs';
import { natsTable } from './nats/table.mjs';
import { measureOperators, operatorsTable } from './operators/measure.mjs';
import { measurePackets, packetsTable } from './packets/measure.mjs';
import { measurePeers } from './peers/measure.mjs';
import { peersTable } from './peers/table.mjs';
import { measurePings, pingsTable } from './pings/measure.mjs';
import { measureTransport, transportTable } from './transport/measure.mjs';

const STREAMS = ['relay', 'legacy', 'blocks', 'headers', 'small'];

/** @type {Record<string, { measure: (options: object) => Promise<object[]>, print: (rows: object[]) => string }>} */
export const SECTIONS = {
  decode: {
    measure: ({ streams = STREAMS, ...options }) => measureDecode({ ...options, streams, passes: 1, scale: 1 }),
    print: decodeTable,
  },
  endToEnd: { measure: measureEndToEnd, print: endToEndTable },
  operators: { measure: measureOperators, print: operatorsTable },
  growth: { measure: measureGrowth, print: growthTable },
  packets: { measure: measurePackets, print: packetsTable },
  transport: { measure: measureTransport, print: transportTable },
  nats: { measure: measureNats, print: natsTable },
  pings: { measure: measurePings, print: pingsTable },
  peers: { measure: measurePeers, print: peersTable },
};
