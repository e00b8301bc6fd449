import type { AlertEvidence } from '../../protocol/alertRow.js';
import { store } from '../state/session.js';
import { evidenceHref, evidenceText } from './evidenceHref.js';

export interface EvidenceLinkProps {
  readonly evidence: AlertEvidence;
  /** The subject of the evidence, for screen readers. */
  readonly subject: string;
}

/** A link to the evidence of an alert. */
export function EvidenceLink({ evidence, subject }: EvidenceLinkProps) {
  const text = evidenceText(evidence);
  return (
    <a href={evidenceHref(evidence, store.run.value)} aria-label={`${text}: ${subject}`}>
      {text}
    </a>
  );
}
