import type { AlertEvidence } from '../../protocol/alertRow.js';
import { hrefOf } from '../state/route.js';

/**
 * The relative URL of the evidence of an alert.
 *
 * @param run the run of the program: after a restart, the numbers of messages mean other messages
 */
export function evidenceHref(evidence: AlertEvidence, run: number | undefined): string {
  switch (evidence.view) {
    case 'peer':
      return hrefOf('peer', { id: evidence.peer });
    case 'conversation': {
      const { hash, line, peer } = evidence;
      return hrefOf('conversation', { peer, ...(hash === undefined ? { line } : { hash }), run });
    }
    case 'blocks':
      return hrefOf('blocks', { hash: evidence.hash });
    case 'faults':
      return hrefOf('faults');
  }
}

/** The text of the link. */
export function evidenceText(evidence: AlertEvidence): string {
  switch (evidence.view) {
    case 'peer':
      return 'Page of the peer';
    case 'conversation':
      return evidence.hash === undefined ? 'Messages at that time' : 'Message with the announcement';
    case 'blocks':
      return 'How the block spread';
    case 'faults':
      return 'Faults';
  }
}
