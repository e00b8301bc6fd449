import type { ExportedMessage, ExportedPeer, ExportEvent } from '../../../lib/export/events/exportEvent.js';
import { toPeerObserverEvents, type PeerObserverEventOptions } from '../../../lib/peerObserver.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { from, toArray } from 'rxjs';
import { versionMessage } from '../samples.js';

/** When the events of these helpers happen. */
export const AT_MS = 1_700_000_000_123.75;

export function exportedPeer(overrides: Partial<ExportedPeer> = {}): ExportedPeer {
  return {
    ...{ id: 7, address: '20.0.0.1:8333', direction: 'outbound', network: bitcoin.regtest, protocolVersion: 70_016 },
    ...{ transport: undefined, local: versionMessage(), remote: versionMessage() },
    stats: () => ({ startedAtMs: 1_699_999_000_999 }) as ReturnType<ExportedPeer['stats']>,
    scheduler: { now: () => 0, wallMs: () => AT_MS },
    ...overrides,
  };
}

/** A message that was received, or sent with `direction`. */
export function exportedMessage(
  message: Message | undefined,
  {
    command = message?.command ?? 'bad',
    payload = new Uint8Array(),
    peer = exportedPeer(),
  }: { command?: string; payload?: Uint8Array; peer?: ExportedPeer } = {},
  direction: 'received' | 'sent' = 'received',
): ExportedMessage {
  const traffic = {
    ...{ direction, command, payload, sizeBytes: payload.length + 24, atMs: AT_MS },
    message: () => message,
  };
  return { kind: 'message', atMs: AT_MS, peer, traffic };
}

/** The encoded events of these events, and the faults. */
export function encoded(events: readonly ExportEvent[], options: PeerObserverEventOptions = {}) {
  const faults: { code: string; message: string }[] = [];
  let items: { subject: string; payload: Uint8Array }[] = [];
  from(events)
    .pipe(
      toPeerObserverEvents({
        ...options,
        onFault: (error) => faults.push({ code: error.code, message: error.message }),
      }),
      toArray(),
    )
    .subscribe((all) => (items = all));
  return { items, faults };
}
