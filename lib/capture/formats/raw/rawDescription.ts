import { show } from '../../../base/show.js';
import { fromHex, toHex } from '../../../codec/hex.js';
import { u32leAt } from '../../../codec/numbersAt.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import { knownNetworkByMagic } from '../../captureNetwork.js';
import { MAX_GARBAGE_BYTES } from '../../../frame/v2/beforePackets.js';
import { sessionKeysOf } from '../../rawBytesDecryptor.js';

/** The content of `session.json` of a raw session. */
export interface RawDescription {
  /** The side from whose view the records are. */
  readonly recordedSide: 'dialer' | 'listener';
  readonly network: Network;
  /** 32 bytes that decrypt a session by transport v2; undefined for one by v1. */
  readonly sharedSecret: Uint8Array | undefined;
}

/** The fields of a session by transport v2, from the view of the recorded side: the least and largest number of bytes, which are stored in hex. */
const V2_FIELDS = {
  sharedSecret: [32, 32],
  sessionId: [32, 32],
  privateKey: [32, 32],
  ellswift: [64, 64],
  theirEllswift: [64, 64],
  garbage: [0, MAX_GARBAGE_BYTES],
  theirGarbage: [0, MAX_GARBAGE_BYTES],
  sendGarbageTerminator: [16, 16],
  recvGarbageTerminator: [16, 16],
} as const;

type V2Field = keyof typeof V2_FIELDS;

/**
 * Parses session.json. For a v2 session `sharedSecret` is required. The session id and the terminators, if they are present, must result
 * from the shared secret and the magic.
 *
 * Errors with CaptureError `MALFORMED`, `NETWORK_UNKNOWN`, and `UNSUPPORTED` for another transport.
 *
 * @param custom takes precedence over the library's networks if it has the magic
 */
export function parseRawDescription(text: string, custom: Network | undefined): RawDescription {
  const description = objectIn(text);
  const { recordedSide, magic, transport = 'v1' } = description;
  if (
    (recordedSide !== 'dialer' && recordedSide !== 'listener') ||
    typeof magic !== 'string' ||
    !/^[0-9a-f]{8}$/i.test(magic)
  ) {
    throw new CaptureError(
      'MALFORMED',
      'session.json does not hold both a recordedSide, dialer or listener, and a magic of 8 hex digits',
    );
  }
  const value = u32leAt(fromHex(magic), 0);
  const network = custom?.magic === value ? custom : knownNetworkByMagic(value);
  if (network === undefined) throw new CaptureError('NETWORK_UNKNOWN', `no known network has the magic ${magic}`);
  if (transport === 'v1') return { recordedSide, network, sharedSecret: undefined };
  if (transport !== 'v2') {
    throw new CaptureError('UNSUPPORTED', `session.json: transport v1 or v2 expected, got ${show(transport)}`);
  }
  return { recordedSide, network, sharedSecret: sharedSecretIn(description, recordedSide, network) };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new CaptureError('MALFORMED', 'session.json is not valid JSON', undefined, { cause: error });
  }
}

function sharedSecretIn(
  description: Record<string, unknown>,
  recordedSide: RawDescription['recordedSide'],
  network: Network,
): Uint8Array {
  const fields = new Map<V2Field, Uint8Array>();
  for (const name of Object.keys(V2_FIELDS) as V2Field[]) {
    if (description[name] !== undefined) fields.set(name, hexIn(name, description[name]));
  }
  const sharedSecret = fields.get('sharedSecret');
  if (sharedSecret === undefined) {
    throw new CaptureError(
      'MALFORMED',
      'session.json of transport v2 holds no sharedSecret, 64 hex digits: it cannot be decrypted',
    );
  }
  const { initiatorTerminator, responderTerminator, sessionId } = sessionKeysOf(network, sharedSecret);
  const [sent, received] =
    recordedSide === 'dialer' ? [initiatorTerminator, responderTerminator] : [responderTerminator, initiatorTerminator];
  requireEqual('sessionId', fields, sessionId);
  requireEqual('sendGarbageTerminator', fields, sent);
  requireEqual('recvGarbageTerminator', fields, received);
  return sharedSecret;
}

function hexIn(name: V2Field, value: unknown): Uint8Array {
  const [min, max] = V2_FIELDS[name];
  if (typeof value === 'string' && /^([0-9a-f]{2})*$/i.test(value)) {
    const bytes = fromHex(value);
    if (bytes.length >= min && bytes.length <= max) return bytes;
  }
  const wanted = min === max ? `${2 * max}` : `an even number, at most ${2 * max},`;
  throw new CaptureError('MALFORMED', `session.json: ${name} of ${wanted} hex digits expected, got ${show(value)}`);
}

function requireEqual(name: V2Field, fields: ReadonlyMap<V2Field, Uint8Array>, derived: Uint8Array): void {
  const given = fields.get(name);
  if (given === undefined || toHex(given) === toHex(derived)) return;
  const fact = `${name} ${toHex(given)} does not result from sharedSecret and magic, which give ${toHex(derived)}`;
  throw new CaptureError('MALFORMED', `session.json: ${fact}`);
}
