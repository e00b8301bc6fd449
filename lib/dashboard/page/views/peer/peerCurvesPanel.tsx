import { Panel } from '../../parts/panel.js';
import { PeerCurves, type PeerCurvesProps } from '../../parts/peerCurves/peerCurves.js';

/** The part of a peer's page with its curves. */
export function PeerCurvesPanel({ peer }: PeerCurvesProps) {
  return (
    <Panel
      id="curves"
      title="Curves"
      description="The traffic with this peer, headers included, and the round trips of pings, for two hours at most: in steps of 10 seconds for 10 minutes, before that in steps of a minute."
    >
      <PeerCurves peer={peer} />
    </Panel>
  );
}
