import type { AlertRow } from '../../../lib/dashboard/protocol/alertRow.js';

/** An open alert about a peer; its key is unique per `fields.key`. */
export function alertRow(fields: Partial<AlertRow> = {}): AlertRow {
  return {
    key: 'silent peer/7',
    rule: 'silent peer',
    title: 'Peer is silent',
    severity: 'warning',
    text: 'sent no message for 140 s',
    peer: 7,
    address: '20.0.0.7:8333',
    sinceMs: 1000,
    lastAtMs: 1000,
    count: 1,
    isActive: true,
    isAcknowledged: false,
    evidence: { view: 'peer', peer: 7 },
    ...fields,
  };
}
