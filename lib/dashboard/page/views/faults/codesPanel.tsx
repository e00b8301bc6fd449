import type { ProblemRow } from '../../../protocol/problemRow.js';
import { param, setParams } from '../../state/route.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { countCodes } from './countCodes.js';

/** The number of rows with each code, and its meaning. A click shows only the rows with that code. */
export function CodesPanel({ rows }: { readonly rows: readonly ProblemRow[] }) {
  const chosen = param('code');
  const counts = countCodes(rows);
  if (counts.length === 0) return null;
  return (
    <Panel
      id="codes"
      title="By code"
      description="The number of rows for each reason in the table above, and its meaning. Choose a reason to see only its rows."
    >
      <table class="codes">
        <caption class="hidden">Faults by code</caption>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col" class="number">
              Count
            </th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ code, count, meaning }) => (
            <tr key={code} data-code={code}>
              <td>
                <button
                  type="button"
                  aria-pressed={code === chosen}
                  onClick={() => setParams({ code: code === chosen ? undefined : code })}
                >
                  {code}
                </button>
              </td>
              <td class="number">{format.count(count)}</td>
              <td>{meaning === '' ? 'See the reason in the table.' : meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
