import { hrefOf, param } from '../../state/route.js';
import { store } from '../../state/session.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { ActionLogPanel } from '../../parts/actions/actionLogPanel.js';
import { AvoidedPanel } from './avoidedPanel.js';
import { ConnectedPeers } from './connectedPeers.js';
import { EndedPeers } from './endedPeers.js';

/** The connected peers, or those that have left. */
export function PeersView() {
  const isEnded = param('ended') !== '';
  return (
    <>
      <Panel
        id="peers"
        title="Peers"
        description={
          isEnded
            ? 'Connections that have ended, or whose handshake failed, and why.'
            : 'All peers with a completed handshake. Choose one for its page.'
        }
        tools={<Tabs isEnded={isEnded} />}
      >
        {isEnded ? <EndedPeers /> : <ConnectedPeers />}
      </Panel>
      {isEnded && <AvoidedPanel />}
      <ActionLogPanel />
    </>
  );
}

function Tabs({ isEnded }: { readonly isEnded: boolean }) {
  const q = param('q');
  const tab = (name: string, count: number, ended: number | undefined, isCurrent: boolean) => (
    <a href={hrefOf('peers', { q, ended })} aria-current={isCurrent ? 'true' : undefined}>
      {name} <span class="count">{format.count(count)}</span>
    </a>
  );
  return (
    <nav class="tabs" aria-label="Connected or ended">
      {tab('Connected', store.rows('peers').size, undefined, !isEnded)}
      {tab('Ended', store.rows('ended').size, 1, isEnded)}
    </nav>
  );
}
