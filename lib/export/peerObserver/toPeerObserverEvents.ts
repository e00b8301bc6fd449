import { defer, mergeMap, type OperatorFunction } from 'rxjs';
import { LocalProtocolError, toPeerError, type PeerError } from '../../base/errors.js';
import { requireInteger } from '../../base/optionChecks.js';
import type { ExportedEnd, ExportedMessage, ExportEvent, ExportedPeer } from '../events/exportEvent.js';
import { connectionFields, connectionTypeOf } from './mapping/connectionFields.js';
import { messageFields, type MessageFields } from './mapping/messageFields.js';
import { peerObserverSubjects, type PeerObserverHost } from './peerObserverSubjects.js';
import { event, type ConnectionEventValue, type EventValue } from './schema/event.js';
import { encodeValue } from './schema/layout.js';

/** The default of `max_payload` in nats-server. */
export const DEFAULT_MAX_EVENT_BYTES = 1024 * 1024;

/** Options of `toPeerObserverEvents`. */
export interface PeerObserverEventOptions {
  /**
   * The maximum size of an encoded event in bytes, 1 to 2^30. From a larger event the bytes of its transactions are left out; if it is
   * still too large, it is dropped and `onFault` is called. Default 1 MiB, the default of `max_payload` in nats-server.
   */
  maxEventBytes?: number | undefined;
  /** False: transactions have only their ids, not their bytes. Default true. */
  rawTransactions?: boolean | undefined;
  /**
   * True: each answered ping is also a `ping_duration` of the p2p-extractor. These events name no peer, so use this option only for a
   * single peer. Default false.
   */
  pingDurations?: boolean | undefined;
  /**
   * Publishes on `peer-observer.INSTANCE.NODE.…`, the subjects proposed in issue 313 of peer-observer for several nodes and one server. Its
   * tools as of 2025-12-30 subscribe to subjects of one token and do not receive them. Default: the subjects `netmsg`, `netconn`, `p2p-extractor`.
   */
  host?: PeerObserverHost | undefined;
  /** Called with the error for each event that was dropped: LocalProtocolError `LIMIT_EXCEEDED` or `INVALID_VALUE`. Default: not reported. */
  onFault?: ((error: PeerError) => void) | undefined;
}

/** An encoded event. */
export interface EncodedPeerObserverEvent {
  /** The NATS subject: `netmsg`, `netconn` or `p2p-extractor`, or the subjects that the option `host` chooses. */
  readonly subject: string;
  /** The protobuf message `Event`; the receiver may keep it. */
  readonly payload: Uint8Array;
}

/**
 * Encodes events as peer-observer does, for its tools.
 *
 *     source                -j--m---m---l---     j joined, m message, l left
 *     toPeerObserverEvents  -c--e---e---c---     c on netconn, e on netmsg
 *
 * A message that peer-observer's schema cannot represent becomes a message `unknown` with the undecoded payload; failures, faults and
 * exchanges have no event. docs/peer-observer.md shows the whole table. An event that cannot be encoded is dropped and reported to
 * `onFault`; nothing that a remote sends ends the stream. Stores the number of open connections of each direction. Errors with the source;
 * at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * exportEvents(pool).pipe(toPeerObserverEvents()).subscribe(({ subject, payload }) => nats.publish(subject, payload));
 */
export function toPeerObserverEvents(
  options: PeerObserverEventOptions = {},
): OperatorFunction<ExportEvent, EncodedPeerObserverEvent> {
  const { host, maxEventBytes = DEFAULT_MAX_EVENT_BYTES, onFault, pingDurations = false } = options;
  requireInteger('maxEventBytes', maxEventBytes, 1, 2 ** 30);
  const withRaw = options.rawTransactions ?? true;
  const subjects = peerObserverSubjects(host);

  return (event$) =>
    defer(() => {
      const open = { inbound: new Set<ExportedPeer>(), outbound: new Set<ExportedPeer>() };
      return event$.pipe(
        mergeMap((each): EncodedPeerObserverEvent[] => {
          try {
            return encode(each, open);
          } catch (error) {
            onFault?.(toPeerError(error, 'encoding an event of peer-observer', 'INVALID_VALUE'));
            return [];
          }
        }),
      );
    });

  function encode(each: ExportEvent, open: OpenConnections): EncodedPeerObserverEvent[] {
    switch (each.kind) {
      case 'message':
        return [{ subject: subjects.messages, payload: encodeMessageEvent(each) }];
      case 'joined':
        return connectionEvents([joinedFields(each.peer, open)], each.atMs);
      case 'left':
        return connectionEvents(leftFields(each, open), each.atMs);
      case 'ping': {
        if (!pingDurations) return [];
        const duration = BigInt(Math.max(0, Math.round(each.roundTrip.roundTripMs * 1e6)));
        const payload = encodeWithin({
          p2pExtractor: { pingDuration: { duration } },
          timestamp: timestampOf(each.atMs),
        });
        return [{ subject: subjects.p2p, payload }];
      }
      case 'failed':
      case 'fault':
      case 'exchange':
        return [];
    }
  }

  function connectionEvents(fields: readonly ConnectionEventValue[], atMs: number): EncodedPeerObserverEvent[] {
    return fields.map((connection) => ({
      subject: subjects.connections,
      payload: encodeWithin({ ebpfExtractor: { connection }, timestamp: timestampOf(atMs) }),
    }));
  }

  function encodeMessageEvent(each: ExportedMessage): Uint8Array {
    // An event with the bytes of its transactions is larger than the payload, so a payload above the bound cannot fit.
    if (withRaw && each.traffic.payload.length <= maxEventBytes) {
      const payload = encodeValue(event, messageValue(each, true));
      if (payload.length <= maxEventBytes) return payload;
    }
    return encodeWithin(messageValue(each, false));
  }

  function encodeWithin(value: EventValue): Uint8Array {
    const payload = encodeValue(event, value);
    if (payload.length <= maxEventBytes) return payload;
    const command = value.ebpfExtractor?.message?.meta.command;
    throw new LocalProtocolError(
      'LIMIT_EXCEEDED',
      `event ${command === undefined ? '' : `of a ${command} `}of ${payload.length} bytes, at most ${maxEventBytes} allowed: raise maxEventBytes, and max_payload of the server`,
    );
  }
}

interface OpenConnections {
  readonly inbound: Set<ExportedPeer>;
  readonly outbound: Set<ExportedPeer>;
}

function messageValue({ atMs, peer, traffic }: ExportedMessage, withRaw: boolean): EventValue {
  const { command, direction, payload } = traffic;
  const message = traffic.message();
  const fields: MessageFields = (message === undefined ? undefined : messageFields(message, withRaw)) ?? {
    unknown: { command, payload },
  };
  const meta = {
    peerId: BigInt(peer.id),
    addr: peer.address,
    connType: connectionTypeOf(peer),
    command,
    inbound: direction === 'received',
    size: BigInt(payload.length),
  };
  return { ebpfExtractor: { message: { meta, ...fields } }, timestamp: timestampOf(atMs) };
}

/** The event of Bitcoin Core counts the other connections of the same direction. */
function joinedFields(peer: ExportedPeer, open: OpenConnections): ConnectionEventValue {
  const same = open[peer.direction];
  const fields = { conn: connectionFields(peer), existingConnections: BigInt(same.size) };
  same.add(peer);
  return { [peer.direction]: fields };
}

function leftFields({ peer, reason }: ExportedEnd, open: OpenConnections): ConnectionEventValue[] {
  open[peer.direction].delete(peer);
  const startedAtMs = peer.stats().startedAtMs ?? 0;
  const closed = { conn: connectionFields(peer), timeEstablished: BigInt(Math.max(0, Math.floor(startedAtMs / 1000))) };
  if (reason.by !== 'fault' || reason.misbehaviour !== true) return [{ closed }];
  return [{ misbehaving: { id: BigInt(peer.id), message: reason.error.message } }, { closed }];
}

function timestampOf(atMs: number): bigint {
  return BigInt(Math.max(0, Math.floor(atMs)));
}
