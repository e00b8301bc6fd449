import { useEffect, useState } from 'preact/hooks';
import { Panel } from '../../parts/panel.js';
import { ask, store } from '../../state/session.js';
import { openView, param, setParams } from '../../state/route.js';
import { conversationParams } from './conversationParams.js';
import { DESCRIPTION } from './conversationText.js';
import { PeerChoice, peerOptions } from './peerChoice.js';
import { PeerConversation } from './peerConversation.js';
import { useChosenPeer } from './useChosenPeer.js';

/** The messages with one peer as a sequence diagram, and one of them as JSON and bytes. */
export function ConversationView() {
  const run = store.run.value;
  const linkedRun = param('run');
  const peer = useChosenPeer();
  const missing = useAnnouncement(peer);
  if (run !== undefined && linkedRun !== '' && linkedRun !== String(run))
    return <OtherRun startedAtMs={Number(linkedRun)} />;
  const options = peerOptions(store.list('peers'), store.list('endedLogs'), peer);
  const choice = (
    <PeerChoice
      options={options}
      peer={peer}
      onChoose={(id) => openView('conversation', { ...conversationParams(), peer: id, run })}
    />
  );
  if (peer === undefined || run === undefined) {
    return (
      <Panel id="conversation" title="Conversation" description={DESCRIPTION} tools={choice}>
        <p class="empty">
          {run === undefined ? 'Waiting for the program.' : 'No peer yet: the program is connecting.'}
        </p>
      </Panel>
    );
  }
  const remote = options.find(({ id }) => id === peer)?.name ?? `peer ${peer}`;
  return (
    <PeerConversation key={`${run}/${peer}`} peer={peer} remote={remote} run={run} choice={choice} missing={missing} />
  );
}

/** States that a link is older than the last restart of the program. */
function OtherRun({ startedAtMs }: { readonly startedAtMs: number }) {
  const when = Number.isFinite(startedAtMs) ? `, which started at ${new Date(startedAtMs).toLocaleString()}` : '';
  return (
    <Panel id="conversation" title="Conversation" description={DESCRIPTION}>
      <div class="empty">
        <p>
          This link leads to a message of another run of the program{when}. The program has been restarted, and the
          messages of that run are no longer stored.
        </p>
        <button
          type="button"
          onClick={() =>
            setParams({ peer: undefined, line: undefined, exchange: undefined, hash: undefined, run: undefined })
          }
        >
          Show the conversations of this run
        </button>
      </div>
    </Panel>
  );
}

/** Finds the line for the parameter `hash` of a link. If there is none, returns the reason. */
function useAnnouncement(peer: number | undefined): string {
  const hash = param('hash');
  const run = store.run.value;
  const [missing, setMissing] = useState('');
  useEffect(() => {
    setMissing('');
    if (hash === '' || peer === undefined || run === undefined) return;
    ask('lineOf', { peer, hash }).then(
      ({ line, missingReason = '' }) =>
        line === undefined ? setMissing(missingReason) : setParams({ line, hash: undefined }),
      (error: unknown) => setMissing(`${(error as Error).message}.`),
    );
  }, [hash, peer, run]);
  return missing;
}
