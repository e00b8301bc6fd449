import type { AlertEvidence } from '../../protocol/alertRow.js';
import { store } from '../state/session.js';
import { evidenceHref, evidenceText } from './evidenceHref.js';

export interface EvidenceLinkProps {
  readonly evidence: AlertEvidence;
  /** What the evidence is about, for screen readers. */
  readonly subject: string;
}

/** A link to what an alert is about. */
export function EvidenceLink({ evidence, subject }: EvidenceLinkProps) {
  const text = evidenceText(evidence);
  return (
    <a href={evidenceHref(evidence, store.run.value)} aria-label={`${text}: ${subject}`}>
      {text}
    </a>
  );
}
