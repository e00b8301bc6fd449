import type { PeerError } from '../../../base/errors.js';
import { toHex } from '../../../codec/hex.js';
import { toPeerError, toRecordedError } from '../../../capture/replay/recordedError.js';
import type { VersionMessage } from '../../../messages/version.js';
import type { Network } from '../../../networks/network.js';
import type { CloseReason } from '../../../peer/closeReason.js';
import type { PeerStats } from '../../../peer/stats/stats.js';
import type { FailedConnection, PoolStats } from '../../../pool/pool.js';
import type { Features } from '../../../protocol/runtime/agreement.js';
import type { RoundTrip } from '../../../protocol/runtime/outcome.js';
import { toJson, type Json } from '../../../wire/json.js';
import { decodeMessage, encodeMessage } from '../../../wire/message.js';
import { NatsError } from '../natsError.js';
import type { JsonFields } from './jsonFields.js';
import { parsePeerStats } from './parsePeerStats.js';

/** An event of a record list, as JSON: bigints are decimal digits, version messages the hex of their frames. */
export type RecordEvent =
  /** The handshake is complete. Published again for each new reader, and with every 12th state. */
  | { readonly kind: 'joined'; readonly local: VersionMessage; readonly remote: VersionMessage }
  | { readonly kind: 'state'; readonly stats: PeerStats; readonly features: Features }
  | { readonly kind: 'closed'; readonly reason: CloseReason }
  | { readonly kind: 'fault'; readonly error: PeerError }
  | { readonly kind: 'ping'; readonly roundTrip: RoundTrip }
  | { readonly kind: 'failed'; readonly failed: FailedConnection }
  | { readonly kind: 'heartbeat'; readonly heartbeat: Heartbeat }
  /** The publisher ends: its peers are closed, or no longer published. */
  | { readonly kind: 'goodbye' };

/** The state of a monitor, published every `HEARTBEAT_MS`. */
export interface Heartbeat {
  /** When the publisher started: time of day, in milliseconds since 1970. */
  readonly startedAtMs: number;
  /** The version of rxpeer that publishes. */
  readonly version: string;
  /** Messages that were dropped before they reached the server. */
  readonly droppedMessages: number;
  /** The figures of its pool; absent for a single peer. */
  readonly pool?: PoolStats | undefined;
}

export function formatRecordEvent(event: RecordEvent, network: Network): Json {
  if (event.kind === 'joined') {
    const { kind, local, remote } = event;
    return { kind, local: toHex(encodeMessage(local, { network })), remote: toHex(encodeMessage(remote, { network })) };
  }
  if (event.kind === 'fault') return toJson({ ...event, error: toRecordedError(event.error) });
  if (event.kind === 'closed') return { kind: event.kind, reason: formatReason(event.reason) };
  if (event.kind === 'failed') {
    const { failed } = event;
    return toJson({ ...event, failed: { ...failed, error: toRecordedError(failed.error) } });
  }
  return toJson(event);
}

/** Errors with NatsError `BAD_PAYLOAD` for anything else, and with the errors of `decodeMessage`. */
export function parseRecordEvent(fields: JsonFields, network: Network): RecordEvent {
  const kind = fields.oneOf('kind', EVENT_KINDS);
  switch (kind) {
    case 'joined':
      return {
        kind,
        local: versionOf(fields.bytes('local'), network),
        remote: versionOf(fields.bytes('remote'), network),
      };
    case 'state':
      return {
        kind,
        stats: parsePeerStats(fields.object('stats'), network),
        features: featuresOf(fields.object('features')),
      };
    case 'closed':
      return { kind, reason: reasonOf(fields.object('reason')) };
    case 'fault':
      return { kind, error: errorOf(fields.object('error')) };
    case 'ping': {
      const ping = fields.object('roundTrip');
      const [nonce, sentAtMs] = [ping.bigint('nonce'), ping.number('sentAtMs')];
      return { kind, roundTrip: { nonce, sentAtMs, roundTripMs: ping.number('roundTripMs') } };
    }
    case 'failed':
      return { kind, failed: failedOf(fields.object('failed')) };
    case 'goodbye':
      return { kind };
    case 'heartbeat':
      return { kind, heartbeat: heartbeatOf(fields.object('heartbeat')) };
  }
}

const EVENT_KINDS = ['joined', 'state', 'closed', 'fault', 'ping', 'failed', 'heartbeat', 'goodbye'] as const;

function versionOf(frame: Uint8Array, network: Network): VersionMessage {
  const message = decodeMessage(frame, { network, allowLeftover: true });
  if (message.command !== 'version') throw new NatsError('BAD_PAYLOAD', `a version expected, got ${message.command}`);
  return message;
}

function formatReason(reason: CloseReason): Json {
  if (reason.by !== 'fault') return { by: reason.by };
  const { error, misbehaviour } = reason;
  return toJson({ by: 'fault', error: toRecordedError(error), misbehaviour });
}

function reasonOf(fields: JsonFields): CloseReason {
  const by = fields.oneOf('by', ['local', 'remote', 'fault'] as const);
  if (by !== 'fault') return { by };
  const error = errorOf(fields.object('error'));
  return fields.has('misbehaviour') ? { by, error, misbehaviour: true } : { by, error };
}

function errorOf(fields: JsonFields): PeerError {
  const timeoutMs = fields.optionalNumber('timeoutMs');
  return toPeerError({
    name: fields.text('name'),
    code: fields.code('code'),
    message: fields.text('message'),
    path: fields.text('path'),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

function failedOf(fields: JsonFields): FailedConnection {
  return {
    address: fields.text('address'),
    direction: fields.oneOf('direction', ['inbound', 'outbound'] as const),
    error: errorOf(fields.object('error')),
  };
}

function featuresOf(fields: JsonFields): Features {
  const compactBlocks = fields.has('compactBlocks') ? fields.object('compactBlocks') : undefined;
  const reconciliation = fields.has('reconciliation') ? fields.object('reconciliation') : undefined;
  const feeRate = fields.optionalBigint('feeRate');
  return {
    witness: fields.boolean('witness'),
    addrV2: fields.boolean('addrV2'),
    wtxidRelay: fields.boolean('wtxidRelay'),
    sendHeaders: fields.boolean('sendHeaders'),
    relay: fields.boolean('relay'),
    // The content of `feature` messages is in messages$; nothing in the library reads it from here.
    named: [],
    ...(feeRate === undefined ? {} : { feeRate }),
    ...(compactBlocks === undefined ? {} : { compactBlocks: { announce: compactBlocks.boolean('announce') } }),
    ...(reconciliation === undefined
      ? {}
      : { reconciliation: { version: reconciliation.number('version'), salt: reconciliation.bigint('salt') } }),
  };
}

function heartbeatOf(fields: JsonFields): Heartbeat {
  const pool = fields.has('pool') ? fields.object('pool') : undefined;
  return {
    startedAtMs: fields.number('startedAtMs'),
    version: fields.text('version'),
    droppedMessages: fields.number('droppedMessages'),
    ...(pool === undefined ? {} : { pool: poolStatsOf(pool) }),
  };
}

function poolStatsOf(fields: JsonFields): PoolStats {
  return {
    inbound: fields.number('inbound'),
    outbound: fields.number('outbound'),
    connecting: fields.number('connecting'),
    freshAddresses: fields.number('freshAddresses'),
    triedAddresses: fields.number('triedAddresses'),
    discouragedAddresses: fields.number('discouragedAddresses'),
    bannedAddresses: fields.number('bannedAddresses'),
  };
}
