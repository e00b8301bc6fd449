import { RemoteProtocolError } from '../errors.js';
import { ServiceFlags } from '../messages/services.js';
import type { Agreement, Conversation } from './conversation.js';
import { conversationOf } from './conversationOf.js';

/** From here on a node without NODE_BLOOM ends a remote that filters (BIP111). */
const BLOOM_PROTOCOL_VERSION = 70_011;

/**
 * Says nothing, and ends the peer when the remote loads a bloom filter although our services do not offer that.
 *
 *     received  --p--f          f filterload, filteradd or filterclear
 *     sent      -----#
 *
 * Errors with RemoteProtocolError `BLOOM_NOT_OFFERED` at protocol 70011 and above; below it the peer keeps these messages from its
 * consumers (`isUnofferedBloom`). BIP111; lbcd, server.go enforceNodeBloomFlag.
 */
export function refuseBloom(): Conversation {
  return conversationOf(({ agreed }) => ({
    hears: BLOOM_COMMANDS,
    received(message) {
      if (!isUnofferedBloom(message, agreed) || (agreed.protocolVersion ?? 0) < BLOOM_PROTOCOL_VERSION) return;
      throw new RemoteProtocolError('BLOOM_NOT_OFFERED', `${message.command}, and bloom filters are not offered`);
    },
  }));
}

const BLOOM_COMMANDS = new Set(['filterload', 'filteradd', 'filterclear']);

/** True for a message of BIP37's filters to a side whose version does not offer them. */
export function isUnofferedBloom({ command }: { readonly command: string }, { local }: Agreement): boolean {
  if (!BLOOM_COMMANDS.has(command)) return false;
  return ((local?.services ?? 0n) & ServiceFlags.bloom) === 0n;
}
