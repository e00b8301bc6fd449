import { useMemo } from 'preact/hooks';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { DataTable } from '../../parts/dataTable.js';
import { pinnedPeers } from '../../parts/pins.js';
import { openView, param, setParams } from '../../state/route.js';
import { store } from '../../state/session.js';
import { peerColumns } from './peerColumns.js';
import { groupsOf, parseClosed, parseGroupName, toggleClosed } from './peerGroups.js';
import { peerOverview } from './peerOverview.js';
import { PeerChips } from './peerChips.js';
import { PeerTools } from './peerTools.js';
import { parseSearch } from './search/parseSearch.js';
import { SearchField } from './searchField.js';
import { toSearchedPeer } from './search/toSearchedPeer.js';

/** The table of connected peers, with its search. */
export function ConnectedPeers() {
  const rows = store.list('peers');
  const nowMs = store.program?.atMs ?? 0;
  const best = store.program?.bestHeight;
  const hasMonitors = store.rows('monitors').size > 0;
  const overview = useMemo(() => peerOverview(rows, nowMs, best), [store.rows('peers'), nowMs, best]);
  const columns = useMemo(() => peerColumns({ ...overview, hasMonitors, nowMs }), [overview, hasMonitors]);
  const search = useMemo(() => parseSearch(param('q')), [param('q')]);
  const pinned = pinnedPeers();
  const context = { ...overview, nowMs, pinned };
  const searched = rows.map((row) => ({ row, peer: toSearchedPeer(row, context) }));
  const found = searched.filter(({ peer }) => search.matches(peer)).map(({ row }) => row);
  return (
    <>
      <SearchField errors={search.errors} found={found.length} total={rows.length} what="peer" />
      <PeerChips peers={searched.map(({ peer }) => peer)} />
      <DataTable
        id="peer"
        caption="Connected peers"
        columns={columns}
        rows={found}
        keyOf={({ id }) => id}
        isFirst={({ id }) => pinned.has(id)}
        grouping={grouping()}
        rowClass={({ id }) => (pinned.has(id) ? 'pinned' : '')}
        selected={param('peer') === '' ? undefined : Number(param('peer'))}
        onSelect={({ id }) => setParams({ peer: id })}
        onOpen={({ id }) => openView('peer', { id })}
        tools={<PeerTools hasMonitors={hasMonitors} />}
        empty={rows.length > 0 ? 'No peer matches the search.' : 'No peer yet: the program is connecting.'}
      />
    </>
  );
}

/** The grouping of the URL. */
function grouping() {
  const name = parseGroupName(param('group'));
  if (name === undefined) return undefined;
  return {
    groupsOf: (row: PeerRow) => groupsOf(name, row),
    closed: parseClosed(param('closed')),
    onToggle: (group: string) => setParams({ closed: toggleClosed(param('closed'), group) }),
  };
}
