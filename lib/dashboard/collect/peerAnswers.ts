import type { ObservedPeer } from '../../pool/observedPool.js';
import type { MonitorAnswers } from './answers.js';
import { peerFacts } from './peerFacts.js';
import type { PeerLogs } from './peerLogs.js';

/** The answers to questions about one peer. An unknown peer is an error, whose message the page shows. */
export function peerAnswers(
  logs: PeerLogs,
  peers: () => readonly ObservedPeer[],
): Pick<MonitorAnswers, 'exchanges' | 'facts'> {
  return {
    exchanges({ peer }) {
      const report = logs.exchanges.report(peer);
      if (report === undefined) throw new Error(`the questions of peer ${peer} are not stored`);
      return report;
    },
    facts({ peer }) {
      const found = peers().find(({ id }) => id === peer);
      if (found === undefined) throw new Error(`peer ${peer} is not connected`);
      return peerFacts(found);
    },
  };
}
