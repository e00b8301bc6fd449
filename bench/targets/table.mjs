import { table } from '../table.mjs';
import { estimateTable } from './estimate.mjs';
import { TARGETS } from './targets.mjs';

/** What was asked for beside what was measured; what could not be measured is not met. */
export function targetsTable(sections) {
  const rows = TARGETS.map(({ target, measure }) => {
    const measured = measure(sections);
    return measured === undefined
      ? [target, 'not measured', '', 'not measured']
      : [target, measured.unread, measured.made ?? '', verdict(measured)];
  });
  const head = ['target', 'measured', 'measured, all made', 'met'];
  return [table('Targets', head, rows), estimateTable(sections)].join('\n');
}

function verdict({ met, but }) {
  const word = met ? 'yes' : 'MISSED';
  return but === undefined ? word : `${word}, ${but}`;
}
