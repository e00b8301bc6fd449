import type { EventValue } from '../schema/event.js';

/** One event of an archive of peer-observer: decoded fields, not the bytes that passed on the wire. */
export interface PeerObserverEvent {
  /** When the event was made: time of day, in milliseconds since 1970. */
  readonly atMs: number;
  /**
   * The kind of event. `message` and `connection` come from tracepoints of a node, or from rxpeer. `p2p` comes from peer-observer's own
   * connection to its node. The fields of the other kinds are not decoded. `other`: a kind that this library does not know.
   */
  readonly kind: 'message' | 'connection' | 'addrman' | 'mempool' | 'validation' | 'rpc' | 'p2p' | 'log' | 'other';
  /** The command of a message (the remote chose it), `inbound`, `outbound`, `closed` and so on of a connection; else empty, or the kind of p2p event. */
  readonly name: string;
  /** The number of the peer, which its node assigned. Absent for kinds without a peer. */
  readonly peerId?: bigint;
  /** Host and port of the peer. Absent for kinds without a peer, and for `misbehaving`. */
  readonly address?: string;
  /** Whether the node received or sent the message. Absent for other kinds. */
  readonly direction?: 'received' | 'sent';
  /** The size of the payload of the message in bytes. Absent for other kinds. */
  readonly sizeBytes?: number;
  /**
   * The fields as plain data, by their names in `peerObserver.proto` in camel case: numbers of 64 bits are bigint, byte strings Uint8Array, hashes 32
   * bytes in wire order. The undecoded bytes of kinds that are not decoded.
   */
  readonly fields: unknown;
}

/** @param event a decoded event */
export function peerObserverEvent(event: EventValue): PeerObserverEvent {
  const atMs = Number(event.timestamp);
  const { ebpfExtractor, logExtractor, p2pExtractor, rpcExtractor } = event;
  if (rpcExtractor !== undefined) return { atMs, kind: 'rpc', name: '', fields: rpcExtractor };
  if (logExtractor !== undefined) return { atMs, kind: 'log', name: '', fields: logExtractor };
  if (p2pExtractor !== undefined) return { atMs, kind: 'p2p', ...onlyField(p2pExtractor) };
  const { addrman, connection, mempool, message, validation } = ebpfExtractor ?? {};
  if (message !== undefined) {
    const { meta, ...rest } = message;
    return {
      ...{ atMs, kind: 'message', name: meta.command, peerId: meta.peerId, address: meta.addr },
      ...{ direction: meta.inbound ? 'received' : 'sent', sizeBytes: Number(meta.size) },
      fields: onlyField(rest).fields,
    };
  }
  if (connection !== undefined) {
    const { fields, name } = onlyField(connection);
    const conn = connection.closed ?? connection.inboundEvicted ?? connection.inbound ?? connection.outbound;
    const peer =
      conn === undefined
        ? { ...(connection.misbehaving === undefined ? {} : { peerId: connection.misbehaving.id }) }
        : { peerId: conn.conn.peerId, address: conn.conn.addr };
    return { atMs, kind: 'connection', name, ...peer, fields };
  }
  if (addrman !== undefined) return { atMs, kind: 'addrman', name: '', fields: addrman };
  if (mempool !== undefined) return { atMs, kind: 'mempool', name: '', fields: mempool };
  if (validation !== undefined) return { atMs, kind: 'validation', name: '', fields: validation };
  return { atMs, kind: 'other', name: '', fields: undefined };
}

/** The field of a `oneof` that is set. */
function onlyField(value: object): { name: string; fields: unknown } {
  const [name, fields] = (Object.entries(value) as [string, unknown][])[0] ?? ['', undefined];
  return { name, fields };
}
