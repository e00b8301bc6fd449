import { escapeText } from '../../base/escapeText.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import { monitorText } from './monitorText.js';

/**
 * The stored identity of a peer that has announced an item. A reference to the peer would keep a disconnected peer in memory. Texts are
 * escaped.
 */
export interface AnnouncerIdentity {
  /** Number of the peer. */
  readonly id: number;
  /** `host:port` of the peer. */
  readonly address: string;
  /** The name of the monitor that has the connection; absent for a peer of this process. */
  readonly monitor?: string;
}

export function announcerIdentity({ address, id, monitor }: ObservedPeer): AnnouncerIdentity {
  return { id, address: escapeText(address), ...(monitor === undefined ? {} : { monitor: monitorText(monitor) }) };
}
