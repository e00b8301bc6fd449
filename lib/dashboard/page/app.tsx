import type { ComponentType } from 'preact';
import type { ViewName } from '../protocol/views.js';
import { AlertAnnouncer } from './parts/alertAnnouncer.js';
import { Header } from './parts/header.js';
import { Navigation } from './parts/navigation.js';
import { Notice } from './parts/notice.js';
import { PlaybackBar } from './parts/playback/playbackBar.js';
import { route } from './state/route.js';
import { connectionState } from './state/session.js';
import { AlertsView } from './views/alerts/alertsView.js';
import { BlocksView } from './views/blocks/blocksView.js';
import { ConversationView } from './views/conversation/conversationView.js';
import { FaultsView } from './views/faults/faultsView.js';
import { OverviewView } from './views/overview/overviewView.js';
import { PeerView } from './views/peer/peerView.js';
import { PeersView } from './views/peers/peersView.js';
import { TransactionsView } from './views/transactions/transactionsView.js';

const VIEWS: Readonly<Partial<Record<ViewName, ComponentType>>> = {
  overview: OverviewView,
  peers: PeersView,
  peer: PeerView,
  conversation: ConversationView,
  blocks: BlocksView,
  transactions: TransactionsView,
  faults: FaultsView,
  alerts: AlertsView,
};

/** The whole page: the view of the URL below the header. */
export function App() {
  const { view } = route.value;
  const View = VIEWS[view] ?? OverviewView;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the view
      </a>
      <Header />
      <PlaybackBar />
      <Navigation />
      <Notice />
      <AlertAnnouncer />
      <main id="main" tabIndex={-1} data-view={view} data-state={connectionState.value.kind}>
        <View key={view} />
      </main>
    </>
  );
}
