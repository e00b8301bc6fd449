import { sequence, struct, tail } from '../codec/combinators.js';
import { bool, i32le, i64le, u64le } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';
import { netAddress } from './netAddress.js';

/** Bitcoin Core's MAX_SUBVERSION_LENGTH (net.h). */
export const MAX_USER_AGENT_BYTES = 256;

/**
 * The first message of each side. What follows the first address is optional: the shortest form has 46 bytes
 * (Bitcoin Core, net_processing.cpp). `relay` is BIP37's, absent means true. `timestamp` is in seconds.
 */
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
export type VersionMessage = MessageOfDefinition<typeof version>;

/** "I have your version": the last message of a side's handshake. */
export const verack = defineMessage('verack', struct({}));
export type VerackMessage = MessageOfDefinition<typeof verack>;
