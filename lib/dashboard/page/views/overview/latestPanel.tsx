import type { SpreadRow } from '../../../protocol/propagationRow.js';
import { hrefOf } from '../../state/route.js';
import { store } from '../../state/session.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { PeerLink } from '../../parts/peerLink.js';

/** Items that are listed; the view has all. */
const MAX_ITEMS = 5;

export interface LatestPanelProps {
  /** The table, and the name of its view. */
  readonly what: 'blocks' | 'transactions';
  readonly title: string;
  readonly empty: string;
}

/** The latest blocks or transactions: when, by whom, and how far they have spread. */
export function LatestPanel({ empty, title, what }: LatestPanelProps) {
  const latest = store.list(what).sort((a, b) => b.firstAtMs - a.firstAtMs);
  return (
    <Panel
      id={`latest-${what}`}
      title={title}
      description={
        <>
          When the first peer announced each item, and how many peers have announced it since.{' '}
          <a href={hrefOf(what)}>All {what}</a>
        </>
      }
    >
      {latest.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <ol class="latest">
          {latest.slice(0, MAX_ITEMS).map((row) => (
            <LatestItem key={row.hash} what={what} row={row} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function LatestItem({ row, what }: { readonly row: SpreadRow; readonly what: LatestPanelProps['what'] }) {
  const { connected, firstAddress, firstAtMs, firstMonitor, firstPeer, hash, seen, to50Ms } = row;
  return (
    <li data-hash={hash}>
      <span class="clock">{format.exactClock(firstAtMs)}</span>
      <a class="hash" href={hrefOf(what, { hash })} title={hash}>
        <code>{format.shortHash(hash)}</code>
      </a>
      <span class="by">
        by <PeerLink peer={firstPeer} address={firstAddress} monitor={firstMonitor} />
      </span>
      <span class="spread">
        {seen} of {connected} peers
        {to50Ms !== undefined && `, half in ${format.milliseconds(to50Ms)}`}
      </span>
    </li>
  );
}
