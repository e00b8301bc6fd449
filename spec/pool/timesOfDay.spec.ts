import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { virtualNetwork } from '../../lib/marbles.js';
import { addrOf } from './hosts.js';
import { addressesInGroups, nodesAt, poolIn } from './virtualPool.js';

const DAY_MS = 86_400_000;
const [A, HEARD] = addressesInGroups(2) as [string, string];

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'rxpeer-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The `lastSeenMs` of each address in an address book file. */
function lastSeenIn(file: string): Record<string, number> {
  const { addresses } = JSON.parse(readFileSync(file, 'utf8')) as {
    addresses: { address: string; lastSeenMs: number }[];
  };
  return Object.fromEntries(addresses.map(({ address, lastSeenMs }) => [address, lastSeenMs]));
}

describe("a pool's times of day", () => {
  it.each([
    ['a suspend for a day', DAY_MS],
    ['a clock that is set back by a day', -DAY_MS],
  ])('are correct after %s', (_, shiftMs) => {
    const net = virtualNetwork();
    const file = join(folder, 'peers.json');
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A], outbound: 1, addressBookFile: file });
    pool.start();
    net.advance(1000);
    net.scheduler.shiftWallClock(shiftMs);
    const minuteAgoMs = net.scheduler.wallMs() - 60_000;
    void nodes[0]!.send(addrOf([HEARD], minuteAgoMs));
    net.advance(1000);
    pool.close();
    expect(existsSync(file)).toBe(true);
    expect(lastSeenIn(file)[HEARD]).toBe(Math.floor(minuteAgoMs / 1000) * 1000);
  });
});
