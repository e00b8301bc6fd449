import { DataTable } from '../../parts/dataTable.js';
import { openView, param, setParams } from '../../state/route.js';
import { store } from '../../state/session.js';
import { ENDED_COLUMNS } from './endedColumns.js';
import { parseSearch } from './search/parseSearch.js';
import { SearchField } from './searchField.js';
import { toSearchedEnded } from './search/toSearchedPeer.js';

/** The table of ended connections, with its search. */
export function EndedPeers() {
  const rows = store.list('ended');
  const search = parseSearch(param('q'));
  const found = rows.filter((row) => search.matches(toSearchedEnded(row)));
  return (
    <>
      <SearchField errors={search.errors} found={found.length} total={rows.length} what="ended connection" />
      <DataTable
        id="ended"
        caption="Ended connections"
        columns={ENDED_COLUMNS}
        rows={found}
        keyOf={({ number }) => number}
        defaultSort="-ended"
        selected={param('row') === '' ? undefined : Number(param('row'))}
        onSelect={({ number }) => setParams({ row: number })}
        onOpen={({ peer }) => peer !== undefined && openView('peer', { id: peer })}
        empty={rows.length > 0 ? 'No ended connection matches the search.' : 'No connection has ended so far.'}
      />
    </>
  );
}
