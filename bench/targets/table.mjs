import { formatTable } from '../table.mjs';
import { btcdTable } from './btcdTable.mjs';
import { TARGETS } from './targets.mjs';

/** The targets with the measured figures, and the comparison with btcd. */
export function targetsTable(sections) {
  const rows = TARGETS.map(({ target, measure }) => {
    const measured = measure(sections);
    return measured === undefined
      ? [target, 'not measured', '', 'not measured']
      : [target, measured.unread, measured.readAll ?? '', verdict(measured)];
  });
  const head = ['target', 'measured', 'measured, all read', 'met'];
  return [formatTable('Targets', head, rows), btcdTable(sections)].join('\n');
}

function verdict({ met, note }) {
  const word = met ? 'yes' : 'MISSED';
  return note === undefined ? word : `${word}, ${note}`;
}
