import type { ExchangeFigures } from '../../../protocol/exchanges.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';

const msText = (ms: number | undefined): string => (ms === undefined ? '–' : format.milliseconds(ms));

const countColumn = (
  id: keyof Pick<ExchangeFigures, 'answered' | 'notFound' | 'late' | 'unanswered'>,
  name: string,
  explanation: string,
): Column<ExchangeFigures> => ({
  id,
  name,
  explanation,
  isNumber: true,
  value: (row) => row[id],
  text: (row) => format.count(row[id]),
});

/** The columns of the table of questions by kind. */
export const FIGURE_COLUMNS: readonly Column<ExchangeFigures>[] = [
  { id: 'question', name: 'Question', explanation: 'The command of the question', value: ({ question }) => question },
  {
    id: 'by',
    name: 'Asked by',
    explanation: 'Which side asked',
    value: ({ direction }) => (direction === 'sent' ? 'us' : 'the peer'),
  },
  {
    id: 'count',
    name: 'Questions',
    explanation: 'The number of questions with an outcome',
    isNumber: true,
    value: ({ answered, late, notFound, unanswered }) => answered + late + notFound + unanswered,
    text: ({ answered, late, notFound, unanswered }) => format.count(answered + late + notFound + unanswered),
  },
  countColumn('answered', 'Answered', 'Answered in time'),
  countColumn('notFound', 'Not found', 'Answered by a notfound'),
  countColumn('late', 'Late', 'Answered after the time limit'),
  countColumn('unanswered', 'No answer', 'Without an answer when the connection ended'),
  {
    id: 'median',
    name: 'Median',
    explanation: 'The median time of the last 32 answers',
    isNumber: true,
    value: ({ medianMs }) => medianMs,
    text: ({ medianMs }) => msText(medianMs),
  },
  {
    id: 'last',
    name: 'Last',
    explanation: 'The time of the last answer',
    isNumber: true,
    value: ({ lastMs }) => lastMs,
    text: ({ lastMs }) => msText(lastMs),
  },
];
