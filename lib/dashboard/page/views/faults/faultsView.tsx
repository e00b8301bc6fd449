import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { SearchField } from '../../parts/searchField.js';
import { SelectField } from '../../parts/selectField.js';
import { param, setParams } from '../../state/route.js';
import { store } from '../../state/session.js';
import { AvoidedPanel } from './avoidedPanel.js';
import { CodesPanel } from './codesPanel.js';
import { faultColumns, KIND_TEXTS } from './faultColumns.js';
import { filterFaults } from './filterFaults.js';

/** Faults of peers, why connections ended or could not be opened, and the hosts that are avoided. */
export function FaultsView() {
  const all = store.list('problems');
  const filter = { q: param('q'), kind: param('kind'), code: param('code') };
  const rows = filterFaults(all, filter);
  return (
    <>
      <Panel
        id="faults"
        title="Faults"
        description="Protocol violations of peers, and the reasons why connections ended or could not be opened: the newest 200."
      >
        <DataTable
          id="fault"
          caption="Faults and ended connections"
          columns={faultColumns(store.rows('avoided'))}
          rows={rows}
          keyOf={({ number }) => number}
          defaultSort="-time"
          empty={all.length === 0 ? 'No faults so far.' : 'No row matches the search.'}
          tools={
            <>
              <SearchField name="Search" label="Search the faults" placeholder="peer, code or reason" />
              <SelectField name="Kind" param="kind" options={Object.entries(KIND_TEXTS)} />
              {filter.code !== '' && (
                <button type="button" class="chosen-code" onClick={() => setParams({ code: undefined })}>
                  Only {filter.code}: show all codes
                </button>
              )}
              <span class="count" role="status">
                {format.count(rows.length)} of {format.count(all.length)}
              </span>
            </>
          }
        />
      </Panel>
      <CodesPanel rows={filterFaults(all, { ...filter, code: '' })} />
      <AvoidedPanel />
    </>
  );
}
