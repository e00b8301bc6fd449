import { expect, it } from '@jest/globals';
import { avoidedRows } from '../../lib/dashboard/avoidedRows.js';
import type { AvoidedHost } from '../../lib/node.js';

function host(n: number, kind: AvoidedHost['kind']): AvoidedHost {
  const reason = { code: 'TOO_MANY_ITEMS', text: `\u001b[2J ${n}` };
  return { host: `20.0.0.${n}`, kind, reason, sinceMs: n, untilMs: n + 1000 };
}

it('avoidedRows returns the newest 12 hosts of both kinds, with escaped texts', () => {
  const pool = {
    banned: () => [host(3, 'banned'), host(20, 'banned')],
    discouraged: () => Array.from({ length: 11 }, (_, i) => host(i + 4, 'discouraged')),
  };
  const rows = avoidedRows(pool);
  expect(rows.map((row) => row.host)).toEqual([20, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4].map((n) => `20.0.0.${n}`));
  expect(rows[0]).toEqual({
    host: '20.0.0.20',
    kind: 'banned',
    code: 'TOO_MANY_ITEMS',
    text: '\\x1b[2J 20',
    untilMs: 1020,
  });
});
