import type { SequenceLine } from '../../../protocol/sequence.js';
import type { Column } from '../../parts/column.js';

const column = (id: string, value: Column<SequenceLine>['value']): Column<SequenceLine> => ({
  id,
  name: id,
  explanation: '',
  value,
});

/** The columns of the file with the messages of a conversation. */
export const LINE_COLUMNS: readonly Column<SequenceLine>[] = [
  column('line', ({ number }) => number),
  column('time', ({ atMs }) => new Date(atMs).toISOString()),
  column('direction', ({ direction }) => direction),
  column('command', ({ command }) => command),
  column('summary', ({ summary }) => summary),
  column('sizeBytes', ({ sizeBytes }) => sizeBytes),
  column('answersLine', ({ answers }) => answers?.line),
  column('tookMs', ({ answers }) => answers?.tookMs),
];
