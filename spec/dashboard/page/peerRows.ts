import type { PeerRow } from '../../../lib/dashboard/protocol/peerRow.js';

/** A row of a peer whose fields are all usual, at the time 1,000,000 of the program. */
export function peerRowOf(id: number, fields: Partial<PeerRow> = {}): PeerRow {
  return {
    id,
    address: `20.0.${id}.1:8333`,
    direction: 'outbound',
    transport: 2,
    userAgent: '/Satoshi:29.0.0/',
    height: 800_000,
    services: ['network', 'witness'],
    protocolVersion: 70_016,
    features: ['addrv2'],
    roundTripsMs: [40, 50],
    receivedBytes: 20_000,
    sentBytes: 500,
    receivedMessages: 10,
    sentMessages: 10,
    startedAtMs: 400_000,
    timeOffsetSeconds: 0,
    faults: 0,
    lastReceived: { command: 'inv', atMs: 999_000 },
    missed: 0,
    group: '20.0.0.0/16',
    ...fields,
  };
}

/** The program's clock of these rows. */
export const NOW_MS = 1_000_000;
