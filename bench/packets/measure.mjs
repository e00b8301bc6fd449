// The cryptography of transport v2: packets of several lengths by our ciphers, by the plain ones and by node:crypto; key exchanges.
import { runChild } from '../children.mjs';
import { summarise } from '../statistics.mjs';
import { formatNumber, formatPercent, formatTable } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const CONTENTS_BYTES = [9, 100, 456, 65_536, 1_048_576];

export async function measurePackets({ rounds, showStep }) {
  const rows = [];
  for (const bytes of CONTENTS_BYTES) {
    const fast = await measure(['packets', bytes], [], { rounds, showStep });
    const plain = await measure(['packets', bytes], ['--conditions=rxpeer-plain'], { rounds: 1, showStep });
    for (const direction of ['seal', 'open']) {
      const native = fast[direction === 'seal' ? 'nativeSeal' : 'nativeOpen'];
      rows.push({ bytes, direction, fast: fast[direction], plain: plain[direction], native });
    }
  }
  const keys = await measure(['keys'], [], { rounds, showStep });
  const plainKeys = await measure(['keys'], ['--conditions=rxpeer-plain'], { rounds: 1, showStep });
  return [...rows, { keys, plainKeys }];
}

async function measure(args, nodeOptions, { rounds, showStep }) {
  const figures = [];
  for (let round = 0; round < rounds; round++) {
    showStep(`${args.join(' ')} ${nodeOptions.join(' ')}, round ${round + 1} of ${rounds}`);
    figures.push(await runChild(CHILD, args, { nodeOptions }));
  }
  const summaryOf = (name) => summarise(figures.map((each) => each[name]));
  return Object.fromEntries(Object.keys(figures[0]).map((name) => [name, summaryOf(name)]));
}

export function packetsTable(rows) {
  const packets = rows.filter(({ bytes }) => bytes !== undefined);
  const { keys, plainKeys } = rows.find((row) => row.keys !== undefined);
  const micros = ({ median }) => median.toFixed(median < 10 ? 2 : 0);
  return [
    formatTable(
      'Packets of transport v2, µs of processor time per packet; node:crypto without lengths and headers',
      ['contents', 'direction', 'ours', 'ours, plain', 'node:crypto', 'speed in % of node:crypto', 'spread'],
      packets.map(({ bytes, direction, fast, plain, native }) => [
        `${formatNumber(bytes)} bytes`,
        direction,
        micros(fast),
        micros(plain),
        micros(native),
        formatPercent(native.median / fast.median),
        formatPercent(fast.spread),
      ]),
    ),
    formatTable(
      'Key exchange of transport v2',
      ['step', 'ours, µs', 'ours, per second', 'spread', 'plain (OpenSSL), µs'],
      [
        ['create a key pair', 'create'],
        ['compute the shared secret', 'secret'],
        ['derive the keys', 'derive'],
        ['all, as initiator', 'initiator'],
        ['all, as responder', 'responder'],
      ].map(([step, name]) => [
        step,
        Math.round(keys[name].median),
        formatNumber(1e6 / keys[name].median),
        formatPercent(keys[name].spread),
        Math.round(plainKeys[name].median),
      ]),
    ),
  ].join('\n');
}
