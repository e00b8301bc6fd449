import { message, optional, repeated, required, type ValueOf } from './layout.js';
import { messageEvent } from './messageEvent.js';
import { address, inventoryItem } from './primitives.js';

const connection = message('Connection', {
  peerId: required(1, 'uint64'),
  addr: required(2, 'string'),
  connType: required(3, 'uint32'),
  network: required(4, 'uint32'),
});

const ended = (name: string) =>
  message(name, { conn: required(1, connection), timeEstablished: required(2, 'uint64') });
const opened = (name: string) =>
  message(name, { conn: required(1, connection), existingConnections: required(2, 'uint64') });

/** An event of a connection; exactly one field is set. */
export const connectionEvent = message('ConnectionEvent', {
  closed: optional(1, ended('ClosedConnection')),
  inboundEvicted: optional(2, ended('EvictedInboundConnection')),
  inbound: optional(3, opened('InboundConnection')),
  outbound: optional(4, opened('OutboundConnection')),
  misbehaving: optional(
    5,
    message('MisbehavingConnection', { id: required(1, 'uint64'), message: required(2, 'string') }),
  ),
});

/** An event of the tracepoints of Bitcoin Core. Events that this library does not emit are bytes. */
const ebpf = message('Ebpf', {
  message: optional(1, messageEvent),
  connection: optional(2, connectionEvent),
  addrman: optional(3, 'bytes'),
  mempool: optional(4, 'bytes'),
  validation: optional(5, 'bytes'),
});

/** An event of a connection that peer-observer itself has to its node. */
const p2p = message('P2p', {
  pingDuration: optional(1, message('PingDuration', { duration: required(1, 'uint64') })),
  addressAnnouncement: optional(2, message('AddressAnnouncement', { addresses: repeated(1, address) })),
  inventoryAnnouncement: optional(3, message('InventoryAnnouncement', { inventory: repeated(1, inventoryItem) })),
  feefilterAnnouncement: optional(4, 'sint64'),
});

/** The outermost message, which tools receive by NATS, and of which an archive consists. At most one extractor is set. */
export const event = message('Event', {
  ebpfExtractor: optional(1, ebpf),
  rpcExtractor: optional(2, 'bytes'),
  p2pExtractor: optional(3, p2p),
  logExtractor: optional(4, 'bytes'),
  timestamp: required(10, 'uint64'),
});

/** The first message of an archive. */
export const archiveHeader = message('ArchiveHeader', { created: required(1, 'uint64') });

export type EventValue = ValueOf<typeof event>;
export type MessageEventValue = ValueOf<typeof messageEvent>;
export type ConnectionEventValue = ValueOf<typeof connectionEvent>;
