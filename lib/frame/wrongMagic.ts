import { toHex } from '../codec/hex.js';
import { u32leAt } from '../codec/numbersAt.js';
import { RemoteProtocolError } from '../base/errors.js';
import { magicBytes, type FrameFormat } from './header.js';

/** Names of networks by their magic, for error messages. */
export type MagicNames = ReadonlyMap<number, string>;

/**
 * The error message for four bytes that are not the network's magic: both values, and the protocol that the remote probably uses.
 *
 * @param isFirst true if these bytes are the first ones of the stream; after a complete frame the protocol is known
 *
 *     magic f9beb4d9 of bitcoin.mainnet, fabfb5da of bitcoin.regtest expected: the remote is on another network
 */
export function wrongMagicText(
  bytes: Uint8Array,
  { magic, name }: FrameFormat,
  names: MagicNames,
  isFirst: boolean,
): string {
  const theirs = names.get(u32leAt(bytes, 0));
  const got = `magic ${toHex(bytes)}${theirs === undefined ? '' : ` of ${theirs}`}`;
  const wanted = `${toHex(magicBytes(magic))}${name === undefined ? '' : ` of ${name}`} expected`;
  const cause = isFirst
    ? theirs === undefined
      ? likelyCause(bytes)
      : 'the remote is on another network'
    : 'the stream is out of step';
  return `${got}, ${wanted}: ${cause}`;
}

/** Other protocols by their first four bytes as text. */
const TEXTS: readonly (readonly [pattern: RegExp, cause: string])[] = [
  [/^(HTTP|GET |POST|PUT |HEAD|OPTI|DELE|PATC|CONN|PRI )/, 'this is HTTP, so the port is perhaps one for RPC or web'],
  [/^SSH-/, 'this is SSH'],
  [/^\{"/, 'this is JSON, so the port is perhaps that of an Electrum or Stratum server'],
  [/^[\x20-\x7e]{4}$/, 'this is text of another protocol'],
];

/** Other protocols by their first four bytes in hex. */
const BINARIES: readonly (readonly [pattern: RegExp, cause: string])[] = [
  // A record with an alert or a handshake, version 3.x (RFC 8446, section 5.1).
  [/^1[56]030[0-4]/, 'this is TLS'],
  // The version and the method that the proxy chose, 0xff for none (RFC 1928, section 3).
  [/^05(00|02|ff)/, 'this looks like a SOCKS proxy'],
];

/** The error for the first bytes of a stream, at least four, that are not the network's magic. */
export function wrongMagicError(bytes: Uint8Array, format: FrameFormat, names: MagicNames): RemoteProtocolError {
  return new RemoteProtocolError('WRONG_MAGIC', wrongMagicText(bytes.subarray(0, 4), format, names, true));
}

/**
 * Errors with RemoteProtocolError `WRONG_MAGIC` if a stream begins with the magic of a known network or like a known protocol.
 *
 * @param bytes the first bytes of the stream; fewer than four are not judged
 */
export function requireNoOtherProtocol(bytes: Uint8Array, format: FrameFormat, names: MagicNames): void {
  if (bytes.length < 4) return;
  if (!names.has(u32leAt(bytes, 0)) && likelyProtocol(bytes) === undefined) return;
  throw wrongMagicError(bytes, format, names);
}

/**
 * Whether a stream begins with the magic of the network. Fewer than four bytes do not.
 *
 * Errors with RemoteProtocolError `WRONG_MAGIC` if it begins with the magic of another known network.
 */
export function beginsWithMagic(bytes: Uint8Array, format: FrameFormat, names: MagicNames): boolean {
  if (bytes.length < 4) return false;
  const magic = u32leAt(bytes, 0);
  if (magic === format.magic) return true;
  if (!names.has(magic)) return false;
  throw wrongMagicError(bytes, format, names);
}

/** The protocol that the remote probably uses, by its first four bytes; undefined if they are not known. */
function likelyProtocol(bytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 4));
  const hex = toHex(bytes.subarray(0, 4));
  return (TEXTS.find(([pattern]) => pattern.test(text)) ?? BINARIES.find(([pattern]) => pattern.test(hex)))?.[1];
}

function likelyCause(bytes: Uint8Array): string {
  // The key of transport v2 is 64 random bytes, so it cannot be recognised.
  return (
    likelyProtocol(bytes) ?? 'another protocol, or the key of transport v2 (BIP324), which this peer does not speak'
  );
}
