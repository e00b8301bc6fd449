import { describe, expect, it } from '@jest/globals';
import { codeMeaning } from '../../../lib/dashboard/collect/codeMeaning.js';
import { countCodes } from '../../../lib/dashboard/page/views/faults/countCodes.js';
import { filterFaults } from '../../../lib/dashboard/page/views/faults/filterFaults.js';
import { poolReaction } from '../../../lib/dashboard/page/views/faults/poolReaction.js';
import { momentText } from '../../../lib/dashboard/page/parts/momentText.js';
import type { AvoidedRow } from '../../../lib/dashboard/protocol/avoidedRow.js';
import type { ProblemRow } from '../../../lib/dashboard/protocol/problemRow.js';

const NOW_MS = 1_795_000_000_000;

function problem(fields: Partial<ProblemRow> = {}): ProblemRow {
  return {
    number: 1,
    atMs: NOW_MS,
    kind: 'lost',
    address: '20.0.0.7:8333',
    host: '20.0.0.7',
    peer: 7,
    blame: 'RemoteProtocolError',
    code: 'BAD_CHECKSUM',
    meaning: codeMeaning('BAD_CHECKSUM'),
    text: 'the checksum is 1, expected 2',
    ...fields,
  };
}

const rows = [
  problem({ number: 1 }),
  problem({ number: 2, kind: 'failed', code: 'CONNECT_FAILED', meaning: '', text: 'no connection', monitor: 'Lima' }),
  problem({ number: 3, code: '', blame: 'closed by us', meaning: '', text: 'we closed the connection' }),
  problem({ number: 4, kind: 'fault' }),
];
const numbers = (found: readonly ProblemRow[]): number[] => found.map(({ number }) => number);

describe('filterFaults', () => {
  const all = { q: '', kind: '', code: '' };
  it.each([
    [{}, [1, 2, 3, 4]],
    [{ q: ' lima' }, [2]],
    [{ q: '20.0.0.7' }, [1, 2, 3, 4]],
    [{ q: 'PAYLOAD does not match' }, [1, 4]],
    [{ kind: 'lost' }, [1, 3]],
    [{ code: 'closed by us' }, [3]],
    [{ code: 'BAD_CHECKSUM', kind: 'fault' }, [4]],
    [{ code: 'UNKNOWN' }, []],
  ])('with %j finds %j', (filter, found) => expect(numbers(filterFaults(rows, { ...all, ...filter }))).toEqual(found));
});

it('countCodes counts rows without a code by who closed the connection, the most frequent first', () => {
  expect(countCodes([...rows].reverse())).toEqual([
    { code: 'BAD_CHECKSUM', count: 2, meaning: 'A payload does not match its checksum.' },
    { code: 'closed by us', count: 1, meaning: '' },
    { code: 'CONNECT_FAILED', count: 1, meaning: '' },
  ]);
  expect(countCodes([])).toEqual([]);
});

describe('poolReaction', () => {
  const avoided: AvoidedRow = {
    host: '20.0.0.7',
    kind: 'discouraged',
    code: '',
    text: '',
    untilMs: NOW_MS + 3_600_000,
  };
  const until = `until ${momentText(avoided.untilMs, NOW_MS)} (in 1 h 00 min)`;

  it.each<[string, Partial<ProblemRow>, AvoidedRow | undefined, string, string]>([
    ['a fault', { kind: 'fault' }, avoided, 'connected', 'The connection continues.'],
    [
      'a fault of the program',
      { kind: 'fault', address: '' },
      undefined,
      'continues',
      'It concerns the program itself, which continues.',
    ],
    ['an avoided host', {}, avoided, 'discouraged', `The host is not dialled ${until}, because it misbehaved.`],
    [
      'a banned host',
      { blame: 'closed by us' },
      { ...avoided, kind: 'banned' },
      'banned',
      `A user has banned the host ${until}.`,
    ],
    ['our own end', { blame: 'closed by us' }, undefined, 'closed', 'This program closed the connection.'],
  ])('of %s', (_, fields, host, name, text) =>
    expect(poolReaction(problem(fields), host, NOW_MS)).toEqual({ name, text }),
  );

  it('says why a host that misbehaved is not avoided', () => {
    expect(poolReaction(problem({ isMisbehaviour: true }), undefined, NOW_MS).text).toMatch(/^It misbehaved, but/);
    expect(poolReaction(problem(), undefined, NOW_MS).text).toMatch(/^The address may be dialled again/);
  });
});
