import type { Alert } from '../../monitor/alerts/alert.js';
import type { AlertEvidence, AlertSeverity } from '../protocol/alertRow.js';

/** An alert about a single event is inactive after this time without another one. */
export const EVENT_ENDS_AFTER_MS = 10 * 60_000;
/** An alert about a condition is inactive after this time: more than twice the interval at which its rule fires again, 60 s to 140 s. */
export const CONDITION_ENDS_AFTER_MS = 5 * 60_000;

/** The values from which the evidence is created. */
export interface EvidenceSource {
  /** Id of the peer; undefined for an alert about the pool. */
  readonly peer: number | undefined;
  /** The newest line of its conversation; undefined if it is not known. */
  readonly line: number | undefined;
  /** The hash that the alert has; undefined if it has none. */
  readonly hash: string | undefined;
}

/** How alerts of one rule are shown. */
export interface AlertKind {
  /** The heading. */
  readonly title: string;
  /** How urgent they are. */
  readonly severity: AlertSeverity;
  /** The time after which an alert that has not fired again is inactive, in milliseconds. Infinity: only when the peer leaves. */
  readonly endsAfterMs: number;
  /** Where to look. */
  readonly evidence: (source: EvidenceSource) => AlertEvidence;
}

/** The name of the alert that reports a rule that has failed. */
export const RULE_FAILED = 'rule failed';

/** How the alerts of the rules of this library are shown, by the name of the alert. */
const KINDS: Readonly<Record<string, AlertKind>> = {
  'addr flood': kind('Peer sends too many addresses', 'warning', conversation, CONDITION_ENDS_AFTER_MS),
  'inv without data': kind('Peer does not send what it announces', 'warning', conversation),
  // Fires once for each peer: the clock in its version does not change.
  'clock offset': kind('Clocks differ', 'warning', peerPage, Infinity),
  'silent peer': kind('Peer is silent', 'warning', conversation, CONDITION_ENDS_AFTER_MS),
  'ping rising': kind('Pings take longer and longer', 'info', peerPage, CONDITION_ENDS_AFTER_MS),
  'slow block': kind('Block spread slowly', 'warning', ({ hash }) =>
    hash === undefined ? { view: 'faults' } : { view: 'blocks', hash },
  ),
  [RULE_FAILED]: kind('A rule has failed and watches no more', 'critical', () => ({ view: 'faults' }), Infinity),
};

/** How an alert is shown. An alert of a caller's own rule has its name as the title, and is a warning. */
export function alertKindOf({ alert }: Pick<Alert, 'alert'>): AlertKind {
  return Object.hasOwn(KINDS, alert) ? KINDS[alert]! : kind(alert, 'warning', peerPage);
}

function kind(
  title: string,
  severity: AlertSeverity,
  evidence: AlertKind['evidence'],
  endsAfterMs = EVENT_ENDS_AFTER_MS,
): AlertKind {
  return { title, severity, endsAfterMs, evidence };
}

function peerPage({ peer }: EvidenceSource): AlertEvidence {
  return peer === undefined ? { view: 'faults' } : { view: 'peer', peer };
}

function conversation({ hash, line, peer }: EvidenceSource): AlertEvidence {
  if (peer === undefined) return { view: 'faults' };
  return {
    view: 'conversation',
    peer,
    ...(line === undefined ? {} : { line }),
    ...(hash === undefined ? {} : { hash }),
  };
}
