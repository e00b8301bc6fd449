import type { PeerError } from '../../base/errors.js';
import { isoTime } from '../../base/timeText.js';
import { serviceNames } from '../../messages/serviceNames.js';
import { toJson, type Json } from '../../wire/json.js';
import { messageJson } from '../../wire/messageJson.js';
import type { ExportedJoin, ExportedMessage, ExportedPeer, ExportEvent } from './exportEvent.js';

/** Options of `eventJson`. */
export interface EventJsonOptions {
  /**
   * Messages with a larger payload, in bytes, are not decoded: their event has no field `message`. The JSON of a block is about three times as long
   * as its payload. Default 64 KiB.
   */
  maxDecodedBytes?: number | undefined;
}

/** The default of `maxDecodedBytes`. */
export const DEFAULT_MAX_DECODED_BYTES = 64 * 1024;

/**
 * An event as a JSON value, as `serveEvents` sends it; docs/embedding.md describes the fields. The event of a message has those of a line of
 * `rxpeer watch --json`.
 *
 * @example
 * exportEvents(pool).subscribe((event) => console.log(JSON.stringify(eventJson(event))));
 */
export function eventJson(event: ExportEvent, options: EventJsonOptions = {}): { [key: string]: Json } {
  const { atMs, kind } = event;
  const at = { kind, at: isoTime(atMs) ?? null };
  switch (event.kind) {
    case 'message':
      return { ...at, ...peerJson(event.peer), ...trafficJson(event, options) };
    case 'joined':
      return { ...at, ...peerJson(event.peer), ...joinJson(event) };
    case 'left': {
      const { by, error } = event.reason;
      return { ...at, ...peerJson(event.peer), by, ...(error === undefined ? {} : { error: errorJson(error) }) };
    }
    case 'failed':
      return { ...at, peer: event.address, connection: event.direction, error: errorJson(event.error) };
    case 'fault':
      return { ...at, ...peerJson(event.peer), error: errorJson(event.error) };
    case 'ping': {
      const { nonce, roundTripMs, sentAtMs } = event.roundTrip;
      return {
        ...at,
        ...peerJson(event.peer),
        nonce: nonce.toString(),
        sentAt: isoTime(sentAtMs) ?? null,
        roundTripMs,
      };
    }
    case 'exchange': {
      const { announcedAtMs, askedAtMs, ...exchange } = event.exchange;
      return {
        ...at,
        ...peerJson(event.peer),
        ...(toJson(exchange) as { [key: string]: Json }),
        askedAt: isoTime(askedAtMs) ?? null,
        ...(announcedAtMs === undefined ? {} : { announcedAt: isoTime(announcedAtMs) ?? null }),
      };
    }
  }
}

function peerJson({ address, id, monitor, network }: ExportedPeer): { [key: string]: Json } {
  return { network: network.name, ...(monitor === undefined ? {} : { monitor }), peer: address, peerId: id };
}

function trafficJson(
  { traffic }: ExportedMessage,
  { maxDecodedBytes = DEFAULT_MAX_DECODED_BYTES }: EventJsonOptions,
): { [key: string]: Json } {
  const { command, direction, payload, sizeBytes } = traffic;
  if (payload.length > maxDecodedBytes) return { direction, command, sizeBytes };
  const message = traffic.message();
  return { direction, command, sizeBytes, message: message === undefined ? null : messageJson(message) };
}

function joinJson({ peer }: ExportedJoin): { [key: string]: Json } {
  const { direction, protocolVersion, remote, transport } = peer;
  const version =
    remote === undefined
      ? {}
      : {
          services: remote.services,
          serviceNames: serviceNames(remote.services),
          userAgent: remote.userAgent,
          startHeight: remote.startHeight,
        };
  return toJson({ connection: direction, transport: transport?.version, protocolVersion, ...version }) as {
    [key: string]: Json;
  };
}

function errorJson({ code, message, name }: PeerError): Json {
  return { name, code, message };
}
