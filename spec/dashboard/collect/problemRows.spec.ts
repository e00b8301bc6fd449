import { expect, it } from '@jest/globals';
import { MAX_PROBLEM_ROWS } from '../../../lib/dashboard/collect/problemRows.js';
import { VIOLATIONS } from '../../../lib/policy/violations.js';
import { exceedsLimit } from '../../helpers/peer/exceedsLimit.js';
import { monitored } from './monitoredPool.js';

/** A pool that dials one address each second. */
const dialling = () =>
  monitored({
    nodes: [],
    pool: { addresses: ['20.0.0.9:8333'], outbound: 1, minBackoffMs: 1000, maxBackoffMs: 1000 },
  });

it.each([MAX_PROBLEM_ROWS, MAX_PROBLEM_ROWS + 1])('of %i problems the newest 200 are listed', (count) => {
  const { monitor, net } = dialling();
  const numbers = () => monitor.tables.rows('problems').map(({ number }) => number);
  while (Math.max(0, ...numbers()) < count) net.advance(100);
  const rows = monitor.tables.rows('problems');
  expect([rows.length, Math.min(...numbers()), Math.max(...numbers())]).toEqual([
    MAX_PROBLEM_ROWS,
    count - MAX_PROBLEM_ROWS + 1,
    count,
  ]);
  expect(rows[0]).toMatchObject({ kind: 'failed', host: '20.0.0.9', code: 'CONNECT_FAILED' });
});

it('marks misbehaviour, explains its code, and names the host as the list of avoided hosts does', () => {
  const { monitor, net } = dialling();
  net.listen('20.0.0.9:8333').subscribe((duplex) => net.attack(duplex, exceedsLimit()));
  net.advance(3000);
  const problem = monitor.tables.rows('problems').find(({ kind }) => kind === 'lost');
  expect(problem).toMatchObject({ code: 'TOO_MANY_ITEMS', host: '20.0.0.9', isMisbehaviour: true });
  expect(problem!.meaning).toBe(VIOLATIONS.TOO_MANY_ITEMS.summary);
  expect(problem!.line).toBeGreaterThan(0);
});
