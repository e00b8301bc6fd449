import type { ExchangeReport } from '../../../protocol/exchanges.js';
import { DataTable } from '../../parts/dataTable.js';
import { Panel } from '../../parts/panel.js';
import { useAnswer } from '../../state/useAnswer.js';
import { FIGURE_COLUMNS } from './figureColumns.js';
import { missedColumns } from './missedColumns.js';
import { missedRows } from './missedRows.js';

/** The questions of both sides: the figures by question, and the questions without a good answer. */
export function ExchangesPanel({ id }: { readonly id: number }) {
  const { answer, error } = useAnswer('exchanges', { peer: id });
  return (
    <>
      <Panel
        id="exchanges"
        title="Questions and answers"
        description="The questions of both sides, the number of answers, and their times."
      >
        {answer === undefined ? <p class="empty">{errorText(error)}</p> : <Figures report={answer} />}
      </Panel>
      {answer !== undefined && (
        <Panel id="missed" title="Missing answers" description={missedText(answer)}>
          <DataTable
            id="missed-question"
            caption="Questions without a good answer"
            columns={missedColumns()}
            rows={missedRows(answer)}
            keyOf={({ key }) => key}
            empty="Every question was answered in time."
          />
        </Panel>
      )}
    </>
  );
}

function Figures({ report }: { readonly report: ExchangeReport }) {
  return (
    <DataTable
      id="question"
      caption="Questions by kind"
      columns={FIGURE_COLUMNS}
      rows={report.figures}
      keyOf={({ direction, question }) => `${direction} ${question}`}
      empty="Neither side has got an answer from the other so far."
    />
  );
}

function missedText({ missed, pending, pendingCount }: ExchangeReport): string {
  const waiting = pendingCount > pending.length ? ` Of ${pendingCount} questions that wait the oldest are listed.` : '';
  return missed.length + pending.length === 0
    ? 'Questions that were answered late, by “not found” or not at all, and those that wait for their answer: none at the moment.'
    : `Questions that were answered late, by “not found” or not at all, and those that wait for their answer.${waiting}`;
}

function errorText(error: string | undefined): string {
  return error === undefined ? 'Waiting for the program.' : `There is nothing to show: ${error}.`;
}
