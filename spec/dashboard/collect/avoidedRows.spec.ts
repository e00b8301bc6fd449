import { expect, it } from '@jest/globals';
import { avoidedRows, MAX_AVOIDED_ROWS } from '../../../lib/dashboard/collect/avoidedRows.js';
import type { AvoidedHost } from '../../../lib/node.js';

function host(n: number, kind: AvoidedHost['kind']): AvoidedHost {
  const reason = { code: 'TOO_MANY_ITEMS', text: `\u001b[2J ${n}` };
  return { host: `20.0.0.${n}`, kind, reason, sinceMs: n, untilMs: n + 1000 };
}

it('avoidedRows returns the newest hosts of both kinds, with escaped texts', () => {
  const pool = {
    banned: () => [host(3, 'banned'), host(20, 'banned')],
    discouraged: () => Array.from({ length: 11 }, (_, i) => host(i + 4, 'discouraged')),
  };
  const rows = avoidedRows(pool);
  expect(rows.map((row) => row.host)).toEqual([20, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => `20.0.0.${n}`));
  expect(rows[0]).toEqual({
    host: '20.0.0.20',
    kind: 'banned',
    code: 'TOO_MANY_ITEMS',
    text: '\\x1b[2J 20',
    untilMs: 1020,
  });
});

it.each([
  [MAX_AVOIDED_ROWS, 1],
  [MAX_AVOIDED_ROWS + 1, 2],
])('avoidedRows of %i hosts begin with host %i', (count, oldest) => {
  const rows = avoidedRows({ discouraged: () => Array.from({ length: count }, (_, i) => host(i + 1, 'discouraged')) });
  expect([rows.length, rows.at(-1)!.host]).toEqual([MAX_AVOIDED_ROWS, `20.0.0.${oldest}`]);
});
