import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { Panel } from '../../parts/panel.js';
import { useAnswer } from '../../state/useAnswer.js';
import { connectedFacts } from './connectedFacts.js';
import { endedFacts } from './endedFacts.js';
import { Facts } from './facts.js';

export interface FactsPanelProps {
  readonly id: number;
  /** Absent if the peer is not connected. */
  readonly row: PeerRow | undefined;
  /** Absent while the peer is connected. */
  readonly ended: EndedPeerRow | undefined;
  /** The program's clock. */
  readonly nowMs: number;
}

/** Everything that is known of the peer. */
export function FactsPanel({ ended, id, nowMs, row }: FactsPanelProps) {
  const { answer } = useAnswer(row === undefined ? undefined : 'facts', { peer: id });
  return (
    <Panel
      id="facts"
      title="Facts"
      description={
        row === undefined
          ? 'The facts about the peer when the connection ended.'
          : 'The facts about the peer. Rest the pointer on a fact for its meaning.'
      }
    >
      <Facts facts={row === undefined ? endedFacts(ended!) : connectedFacts(row, answer, nowMs)} />
    </Panel>
  );
}
