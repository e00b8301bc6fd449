import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';
import { store } from '../../state/session.js';
import type { MissedRow } from './missedRows.js';

const OUTCOMES = { pending: 'waits', notFound: 'not found', late: 'late', unanswered: 'no answer' } as const;

/** The columns of the table of questions without a good answer. */
export function missedColumns(): readonly Column<MissedRow>[] {
  const nowMs = store.program?.atMs ?? 0;
  return [
    {
      id: 'asked',
      name: 'Asked',
      explanation: 'When the question was asked',
      value: ({ askedAtMs }) => askedAtMs,
      text: ({ askedAtMs }) => format.exactClock(askedAtMs),
    },
    {
      id: 'by',
      name: 'By',
      explanation: 'Which side asked',
      value: ({ direction }) => (direction === 'sent' ? 'us' : 'the peer'),
    },
    { id: 'question', name: 'Question', explanation: 'The command of the question', value: ({ question }) => question },
    {
      id: 'about',
      name: 'About',
      explanation: 'What was asked for: the kind of item, and its hash or number',
      value: ({ about, item }) => [item, about].filter((text) => text !== undefined && text !== '').join(' '),
      cell: ({ about, item }) => (
        <span title={about}>
          {item} <code>{about.length === 64 ? format.shortHash(about) : about}</code>
        </span>
      ),
    },
    {
      id: 'outcome',
      name: 'Outcome',
      explanation: 'late: after the time limit; no answer: the connection ended before; waits: no answer yet',
      value: ({ outcome }) => OUTCOMES[outcome],
      cell: ({ outcome }) => (
        <span class={outcome === 'pending' ? 'tag' : 'tag fault'} data-outcome={outcome}>
          {OUTCOMES[outcome]}
        </span>
      ),
    },
    {
      id: 'took',
      name: 'Took',
      explanation: 'The time until the answer or, for a question that waits, until now',
      isNumber: true,
      value: ({ askedAtMs, outcome, tookMs }) => (outcome === 'pending' ? nowMs - askedAtMs : tookMs),
      text({ askedAtMs, outcome, tookMs }) {
        if (outcome === 'pending') return format.duration(nowMs - askedAtMs);
        return tookMs === undefined ? '–' : format.milliseconds(tookMs);
      },
    },
  ];
}
