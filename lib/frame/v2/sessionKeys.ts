import { hkdfExpand32, hkdfExtract } from '../../crypto/hkdf.js';
import { joinBytes } from '../../codec/joinBytes.js';
import type { PacketKeys } from './packetCipher.js';

/** All keys of a v2 connection. */
export interface SessionKeys {
  /** The keys of packets that the initiator sends. */
  readonly initiator: PacketKeys;
  /** The keys of packets that the responder sends. */
  readonly responder: PacketKeys;
  /** 16 bytes, which the initiator sends after its garbage. */
  readonly initiatorTerminator: Uint8Array;
  /** 16 bytes, which the responder sends after its garbage. */
  readonly responderTerminator: Uint8Array;
  /** 32 bytes, equal on both sides unless an attacker between them decrypts and encrypts again. */
  readonly sessionId: Uint8Array;
}

/**
 * Derives the keys of a connection, each in a buffer of its own (BIP324, "Keys and session ID derivation").
 *
 * @param sharedSecret 32 bytes from the key exchange
 * @param magicBytes the four bytes with which v1 frames of the network begin: nodes of different networks derive different keys
 */
export function deriveSessionKeys(sharedSecret: Uint8Array, magicBytes: Uint8Array): SessionKeys {
  const key = hkdfExtract(joinBytes([new TextEncoder().encode('bitcoin_v2_shared_secret'), magicBytes]), sharedSecret);
  const packetKeys = (role: string): PacketKeys => ({
    lengthKey: hkdfExpand32(key, `${role}_L`),
    contentsKey: hkdfExpand32(key, `${role}_P`),
  });
  const terminators = hkdfExpand32(key, 'garbage_terminators');
  return {
    initiator: packetKeys('initiator'),
    responder: packetKeys('responder'),
    initiatorTerminator: terminators.slice(0, 16),
    responderTerminator: terminators.slice(16),
    sessionId: hkdfExpand32(key, 'session_id'),
  };
}
