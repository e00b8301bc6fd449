import { sequence, struct, tail } from '../codec/combinators.js';
import { bool, i32le, i64le, u64le } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
import { defineMessage } from './defineMessage.js';
import { netAddress, type NetAddress } from './netAddress.js';

/** Bitcoin Core's MAX_SUBVERSION_LENGTH (net.h). */
export const MAX_USER_AGENT_BYTES = 256;

/**
 * The first message of each side; it begins the handshake. All fields after `addrRecv` are optional from the end: the shortest form has
 * 46 bytes (Bitcoin Core, net_processing.cpp).
 */
export interface VersionMessage {
  readonly command: 'version';
  /** The highest protocol version that the sender supports. */
  version: number;
  /** Services of the sender: a sum of `ServiceFlags`. */
  services: bigint;
  /** Clock of the sender, in seconds since 1970. */
  timestamp: bigint;
  /** Address of the receiver, as the sender sees it. */
  addrRecv: NetAddress;
  /** Address of the sender. Bitcoin Core sends zeros. */
  addrFrom?: NetAddress;
  /** Random number that identifies the sender's process: a node that receives its own nonce is connected to itself. */
  nonce?: bigint;
  /** Name and version of the software, for example `/Satoshi:29.0.0/` (BIP14). At most 256 bytes. */
  userAgent?: string;
  /** Height of the sender's best block. */
  startHeight?: number;
  /** False: do not announce transactions before a filterload or filterclear (BIP37). Absent means true. */
  relay?: boolean;
}
export const version = defineMessage(
  'version',
  sequence(
    struct({ version: i32le, services: u64le, timestamp: i64le, addrRecv: netAddress }),
    tail({
      addrFrom: netAddress,
      nonce: u64le,
      userAgent: varString({ maxBytes: MAX_USER_AGENT_BYTES }),
      startHeight: i32le,
      relay: bool,
    }),
  ),
);

/** Accepts the remote's version. The handshake completes when each side has received the verack of the other. */
export interface VerackMessage {
  readonly command: 'verack';
}
export const verack = defineMessage('verack', struct({}));
