import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { ActionLogPanel } from '../../parts/actions/actionLogPanel.js';
import { Panel } from '../../parts/panel.js';
import { hrefOf, openView, param } from '../../state/route.js';
import { store } from '../../state/session.js';
import { useAnswer } from '../../state/useAnswer.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { peerOverview } from '../peers/peerOverview.js';
import { ActionsPanel } from './actionsPanel.js';
import { ExchangesPanel } from './exchangesPanel.js';
import { FactsPanel } from './factsPanel.js';
import { FaultsPanel } from './faultsPanel.js';
import { PeerCurvesPanel } from './peerCurvesPanel.js';
import { PeerHead } from './peerHead.js';
import { neighbourOf } from './neighbourOf.js';

/** The page of the peer of the URL: its facts, its history, and the actions on it. */
export function PeerView() {
  const id = idOf(param('id'));
  const row = store.rows('peers').get(id);
  const ended = store.list('ended').find(({ peer }) => peer === id);
  usePeerShortcuts(id);
  const program = store.program;
  if (row === undefined && ended === undefined) return <MissingPeer id={id} />;
  if (program === undefined) return <p class="empty">Waiting for the program.</p>;
  const { marks } = peerOverview(store.list('peers'), program.atMs, program.bestHeight);
  return (
    <>
      <PeerHead id={id} row={row} ended={ended} marks={marks.get(id) ?? []} nowMs={program.atMs} />
      <ActionsPanel key={id} id={id} address={addressOf(row, ended)} isConnected={row !== undefined} ended={ended} />
      <FactsPanel id={id} row={row} ended={ended} nowMs={program.atMs} />
      <PeerCurvesPanel key={`curves ${id}`} peer={id} />
      <ExchangesPanel id={id} />
      <FaultsPanel id={id} />
      <ActionLogPanel peer={id} />
    </>
  );
}

/** A peer that is in no table: the tables have not arrived, or the program does not know the peer. */
function MissingPeer({ id }: { readonly id: number }) {
  const { error } = useAnswer('exchanges', { peer: id });
  return error === undefined ? <p class="empty">Waiting for the program.</p> : <UnknownPeer />;
}

/** Each run of the program numbers its peers from the start, so a link from before a restart leads nowhere. */
function UnknownPeer() {
  return (
    <Panel id="unknown-peer" title="Unknown peer" description="There is no peer with this number.">
      <p class="empty">
        The program does not know peer {param('id') || 'without a number'}. Its connection ended too long ago, or the
        program has started again since: peers then get new numbers. See{' '}
        <a href={hrefOf('peers')}>the connected peers</a> and{' '}
        <a href={hrefOf('peers', { ended: 1 })}>those that have left</a>.
      </p>
    </Panel>
  );
}

/** `j` and `k` open the page of the next and the previous connected peer. */
function usePeerShortcuts(id: number): void {
  const open = (step: 1 | -1): void => {
    const next = neighbourOf(id, [...store.rows('peers').keys()].map(Number), step);
    if (next !== undefined) openView('peer', { id: next });
  };
  useShortcuts([
    { key: 'j', text: 'Open the next peer', onPress: () => open(1) },
    { key: 'k', text: 'Open the previous peer', onPress: () => open(-1) },
  ]);
}

function addressOf(row: PeerRow | undefined, ended: EndedPeerRow | undefined): string {
  return row?.address ?? ended?.address ?? '';
}

/** The number of the URL; 0, which no peer has, for anything else. */
function idOf(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
