import type { SpreadRow } from '../../../protocol/propagationRow.js';
import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { PeerLink } from '../../parts/peerLink.js';
import { setParams } from '../../state/route.js';
import { histogramBins } from './histogram.js';
import { HistogramFigure } from './histogramFigure.js';
import { rankedSightings, SIGHTING_COLUMNS } from './sightingColumns.js';
import { useSightings } from './useSightings.js';

export interface ItemPanelProps {
  readonly type: SpreadRow['type'];
  readonly hash: string;
  /** Its row in the table; undefined if the row was dropped. */
  readonly row: SpreadRow | undefined;
}

/** How one block or transaction has spread: the peers in the order of their announcements, and their delays. */
export function ItemPanel({ hash, row, type }: ItemPanelProps) {
  const { error, list } = useSightings(hash, row?.seen);
  const delays = list?.sightings.map(([delayMs]) => delayMs) ?? [];
  const title = `${type === 'block' ? 'Block' : 'Transaction'} ${row?.height === undefined ? format.shortHash(hash) : format.count(row.height)}`;
  const lines = [
    { atMs: row?.to50Ms, share: '50 %' },
    { atMs: row?.to90Ms, share: '90 %' },
  ].flatMap(({ atMs, share }) =>
    atMs === undefined ? [] : [{ atMs, text: `${share} after ${format.milliseconds(atMs)}` }],
  );
  return (
    <Panel
      id="item"
      title={title}
      description={<code class="whole-hash">{hash}</code>}
      tools={
        <button type="button" onClick={() => setParams({ hash: undefined })}>
          Close
        </button>
      }
    >
      {row !== undefined && <Facts row={row} />}
      {list === undefined ? (
        <p class="empty">{error === undefined ? 'Waiting for the program.' : `No data: ${error}.`}</p>
      ) : (
        <div class="charts">
          <HistogramFigure
            title={histogramTitle(title, delays.length, row)}
            bins={histogramBins(delays)}
            lines={lines}
          />
          <div>
            <DataTable
              id="announcement"
              caption={`The peers that announced it, in the order of their announcements`}
              columns={SIGHTING_COLUMNS}
              rows={rankedSightings(list)}
              keyOf={({ rank }) => rank}
              defaultSort="rank"
              empty="No peer has announced it."
              tools={
                list.seen > delays.length && (
                  <span class="count">
                    The first {format.count(delays.length)} of {format.count(list.seen)} announcements are stored.
                  </span>
                )
              }
            />
          </div>
        </div>
      )}
    </Panel>
  );
}

function Facts({ row }: { readonly row: SpreadRow }) {
  const timeText = (ms: number | undefined): string => (ms === undefined ? 'not reached' : format.milliseconds(ms));
  return (
    <dl class="facts">
      <div>
        <dt>First announced</dt>
        <dd>{format.exactClock(row.firstAtMs)}</dd>
      </div>
      <div>
        <dt>by</dt>
        <dd>
          <PeerLink peer={row.firstPeer} address={row.firstAddress} monitor={row.firstMonitor} />
        </dd>
      </div>
      <div>
        <dt>Peers that announced it</dt>
        <dd>
          {format.count(row.seen)} of the {format.count(row.connected)} that were connected
        </dd>
      </div>
      <div>
        <dt>50 % of the peers after</dt>
        <dd>{timeText(row.to50Ms)}</dd>
      </div>
      <div>
        <dt>90 % of the peers after</dt>
        <dd>{timeText(row.to90Ms)}</dd>
      </div>
    </dl>
  );
}

function histogramTitle(title: string, peers: number, row: SpreadRow | undefined): string {
  const times = row?.to50Ms === undefined ? '' : `, half of the peers after ${format.milliseconds(row.to50Ms)}`;
  return `Histogram of the delays of ${peers} peers: ${title}${times}`;
}
