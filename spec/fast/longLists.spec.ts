import { describe, expect, it, jest } from '@jest/globals';
import { decodeBy, listPayloads } from '../helpers/wire/longLists.js';
import { messageDefinitions } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { withFastLayouts } from '../../lib/fast/fastTable.js';

// One batch has 64 hashes: 64 items, 32 headers of Bitcoin, 21 of LBRY.
const COUNTS = [0, 1, 2, 20, 21, 22, 31, 32, 33, 63, 64, 65, 130];

jest.unstable_mockModule('../../lib/fast/hexWasm.js', () => ({ createHexLanes: () => undefined }));
jest.resetModules();
const withoutWasm = await import('../../lib/fast/fastTable.js');
const without = await import('../../lib/messages/table.js');
const networksWithout = {
  bitcoin: (await import('../../lib/networks/bitcoin.js')).bitcoin,
  lbry: (await import('../../lib/networks/lbry.js')).lbry,
};

const TABLES = [
  ['with WebAssembly', withFastLayouts, messageDefinitions, { bitcoin, lbry }],
  ['without WebAssembly', withoutWasm.withFastLayouts, without.messageDefinitions, networksWithout],
] as const;

describe.each(TABLES)('lists around the size of a batch, %s', (_, lay, define, networks) => {
  it.each(COUNTS)('decode as in the plain table: %i items', (count) => {
    for (const { header, limits, ...network } of [networks.bitcoin.regtest, networks.lbry.regtest]) {
      const plain = define(header, limits);
      const fast = new Map(lay(plain, header, limits).map((each) => [each.command, each]));
      for (const [command, payload] of listPayloads({ header, limits, ...network }, count)) {
        const definition = plain.find((each) => each.command === command)!;
        expect(fast.get(command)).not.toBe(definition);
        expect(decodeBy(fast.get(command)!, payload)).toStrictEqual(decodeBy(definition, payload));
      }
    }
  });
});
