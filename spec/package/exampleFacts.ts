import { expect } from '@jest/globals';
import { bitcoin, lbry, txid, VERSION, vsizeOf, weightOf } from '../../lib/index.js';
import { SimulatedChain } from '../../lib/simulator.js';

const HASH = '[0-9a-f]{64}';
const ADDRESS = '127\\.0\\.0\\.1:\\d+';

/** By the name of a program of examples/: checks what it prints without arguments. Errors as `expect`. */
export const EXAMPLE_FACTS: Readonly<Record<string, (lines: readonly string[]) => void>> = {
  ask(lines) {
    const chain = new SimulatedChain({ network: bitcoin.regtest, initialBlocks: 30 });
    const asked = [28, 29, 30].map((height) => {
      const { block, hash } = chain.at(height)!;
      return `block ${hash} weight ${weightOf(block!)} transactions ${block!.transactions.length}`;
    });
    expect(lines[0]).toMatch(RegExp(`^connected ${ADDRESS} /rxpeer:${VERSION}/simulator:${VERSION}/$`));
    expect(lines[1]).toMatch(/^ping \d+\.\d ms$/);
    expect(lines.slice(2)).toEqual([`headers 30 last ${chain.tip().hash}`, ...asked]);
  },

  watch(lines) {
    expect(lines).toHaveLength(20);
    expect(lines[0]).toMatch(RegExp(`^connected ${ADDRESS} /rxpeer:${VERSION}/simulator:${VERSION}/ height 1\\d$`));
    expect(matching(lines, `^block ${HASH} transactions [2-9]$`).length).toBeGreaterThan(0);
    expect(matching(lines, '^inv 1$').length).toBeGreaterThan(5);
    // On a busy machine the node may have mined before the handshake was complete.
    if (!lines[0]!.endsWith(' height 10')) return;
    const expected = firstTransactions().map((each) => `tx ${txid(each)} size ${vsizeOf(each)} vB`);
    expect(lines.filter((line) => expected.includes(line)).length).toBeGreaterThan(0);
  },

  pool(lines) {
    expect(lines).toHaveLength(30);
    const joined = lines.filter((line) => line.startsWith('joined '));
    expect(joined.map((line) => /\((\w+)\)\/$/.exec(line)![1]).sort()).toEqual(['miner', 'relay', 'slow']);
    const miner = joined.find((line) => line.includes('(miner)'))!.split(' ')[1]!;
    const first = lines.filter((line) => line.startsWith('first ')).map((line) => line.split(' '));
    const later = lines.filter((line) => line.startsWith('later ')).map((line) => line.split(' '));
    expect(first.length + later.length).toBe(27);
    const firstKeys = first.map((words) => words[3]!);
    expect(new Set(firstKeys).size).toBe(first.length);
    expect(firstKeys).toEqual(expect.arrayContaining(later.map((words) => words[4])));
    // The miner announces without a delay; a busy machine may deliver single announcements in another order.
    expect(later.filter((words) => words[1] === miner).length).toBeLessThan(later.length / 4);
    expect(first.filter((words) => words[1] === miner).length).toBeGreaterThan(first.length / 2);
  },

  recordAndReplay(lines) {
    expect(lines[0]).toMatch(/^recorded \d{2,} records in \d{4,} bytes$/);
    // Three seconds, ten times as fast.
    expect(Number(/^replayed in (\d+) ms$/.exec(lines[1]!)![1])).toBeLessThan(2500);
    const counts = lines.slice(2).map((line) => /^(\w+) +live (\d+) replayed (\d+)$/.exec(line)!.slice(1));
    expect(counts.map(([command]) => command)).toEqual(expect.arrayContaining(['version', 'inv', 'tx', 'block']));
    for (const [, live, replayed] of counts) expect(replayed).toBe(live);
  },

  recordingReport(lines) {
    const messages = (start: string): number =>
      Number(
        lines
          .find((line) => line.startsWith(start))
          ?.slice(start.length)
          .trim()
          .split(' ')[0],
      );
    expect(messages('received  version')).toBe(1);
    const getdata = messages('sent      getdata');
    expect(getdata).toBeGreaterThan(5);
    expect(messages('asked getdata')).toBe(getdata);
    // The last answers may be missing.
    expect(messages('received  tx') + messages('received  block')).toBeGreaterThanOrEqual(getdata - 2);
    expect(messages('asked ping')).toBe(messages('sent      ping'));
    expect(matching(lines, '^silence [1-9]\\d* ms before \\w+$')).toHaveLength(1);
    const announced = matching(lines, `^announced \\d+ (block|transaction) ${HASH}$`);
    expect(announced.map((line) => line.split(' ')[1])).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
  },

  lbryClaims(lines) {
    expect(lines).toHaveLength(20);
    const claims = matching(lines, '^(claim|update|support) [a-z]+-\\d+ [0-9a-f]{40} [\\d.]+ LBC$');
    const blocks = matching(lines, `^block ${HASH} trie ${HASH}$`);
    expect(claims.length + blocks.length).toBe(20);
    expect(new Set(blocks.map((line) => line.split(' ')[3])).size).toBe(blocks.length);
    // Updates and supports name claims of the initial chain, or new ones.
    const initial = new SimulatedChain({ network: lbry.regtest }).claims();
    const known = new Map(initial.map(({ claimId, name }) => [claimId, name]));
    const named = claims.map((line) => line.split(' ')).filter(([, name, id]) => known.get(id!) === name);
    expect(named.length).toBeGreaterThan(0);
  },

  prometheusMetrics(lines) {
    expect(lines[0]).toMatch(RegExp(`^metrics http://${ADDRESS}/metrics$`));
    expect(sumOf(lines, 'rxpeer_peers{')).toBe(3);
    expect(sumOf(lines, 'rxpeer_handshakes_total{')).toBe(3);
    const received = 'rxpeer_messages_total{direction="received",command=';
    expect(sumOf(lines, `${received}"version"`)).toBe(3);
    expect(sumOf(lines, `${received}"inv"`)).toBeGreaterThanOrEqual(10);
  },

  eventPage(lines) {
    expect(lines[0]).toMatch(RegExp(`^page http://${ADDRESS}/$`));
    const events = matching(lines, `^${ADDRESS} (block|witnessTransactionId) ${HASH}$`);
    expect(events.length).toBe(lines.length - 1);
    expect(events.length).toBeGreaterThanOrEqual(10);
    expect(new Set(events.map((line) => line.split(' ')[0])).size).toBeGreaterThan(1);
  },

  natsMonitors(lines) {
    expect(lines).toHaveLength(10);
    const order = '(berlin first, tokyo|tokyo first, berlin)';
    expect(matching(lines, `^(block|transaction) ${HASH} ${order} after -?\\d+\\.\\d ms$`)).toHaveLength(10);
    // Tokyo's node announces 210 to 390 ms after berlin's; a busy machine may delay a single one of berlin's by more.
    expect(matching(lines, ' berlin first, ').length).toBeGreaterThanOrEqual(6);
    expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(10);
  },

  torBroadcast(lines) {
    const onion = '[a-z2-7]{56}\\.onion';
    const transaction = new SimulatedChain({ network: bitcoin.regtest, seed: 2 }).relay();
    const last = `^transaction ${transaction.txid} copies 3 announced by ${ADDRESS}$`;
    expect(lines.at(-1)).toMatch(RegExp(last));
    expect(lines.filter((line) => line === 'node sees /pynode:0.0.1/ services 0 height 0')).toHaveLength(3);
    const logins = matching(lines, `^proxy sees ${onion} user [0-9a-f]{32}$`).map((line) => line.split(' '));
    expect(new Set(logins.map((words) => words[2])).size).toBe(3);
    expect(new Set(logins.map((words) => words[4])).size).toBe(3);
    for (const stage of ['connecting', 'handshaking', 'announced', 'sent', 'delivered']) {
      expect(matching(lines, `^${stage} ${onion}:18444$`)).toHaveLength(3);
    }
  },

  conversation(lines) {
    expect(matching(lines, `^block ${HASH} transactions [1-9]$`)).toHaveLength(5);
    expect(new Set(lines).size).toBe(5);
  },
};

/** The transactions that a simulated node with the default seed relays before its next block. */
function firstTransactions() {
  const chain = new SimulatedChain({ network: bitcoin.regtest });
  return Array.from({ length: 4 }, () => chain.relay().transaction);
}

function matching(lines: readonly string[], pattern: string): string[] {
  return lines.filter((line) => RegExp(pattern).test(line));
}

/** The sum of the samples whose line starts so. */
function sumOf(lines: readonly string[], start: string): number {
  const values = lines.filter((line) => line.startsWith(start)).map((line) => Number(line.split(' ').at(-1)));
  return values.reduce((sum, value) => sum + value, 0);
}
