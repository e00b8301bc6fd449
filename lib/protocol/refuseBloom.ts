import { ServiceFlags } from '../messages/services.js';
import type { Agreement } from './runtime/agreement.js';
import type { Conversation } from './runtime/conversation.js';
import { defineConversation } from './runtime/defineConversation.js';
import { onCommands } from './runtime/onCommands.js';
import { applyPolicy, violationError, type ViolationError } from './violation.js';

/** From this protocol version on a remote may set a filter only if our services offer NODE_BLOOM (BIP111). */
const BLOOM_PROTOCOL_VERSION = 70_011;

/** Options of `refuseBloom`. */
export interface RefuseBloomOptions {
  /** True: `mempool` is allowed although our services lack NODE_BLOOM, like Bitcoin Core's permission `mempool`. Default false. */
  servesMempool?: boolean | undefined;
}

/**
 * Sends nothing, and reports requests that need NODE_BLOOM while our services do not offer it: filterload, filteradd and filterclear
 * (`BLOOM_NOT_OFFERED`; below protocol 70011 `OLD_BLOOM_NOT_OFFERED`) and mempool (`MEMPOOL_NOT_OFFERED`). The policy decides the reaction.
 *
 *     received  --p--f          f filterload, filteradd or filterclear
 *     sent      -----#
 *
 * Source: BIPs 35, 37, 111; lbcd, server.go enforceNodeBloomFlag; Bitcoin Core, net_processing.cpp ProcessMessage.
 */
export function refuseBloom({ servesMempool = false }: RefuseBloomOptions = {}): Conversation {
  return defineConversation(
    onCommands(servesMempool ? FILTER_COMMANDS : COMMANDS, (context, { command }) => {
      const error = unofferedBloom(command, context.agreed);
      if (error !== undefined) applyPolicy(context, error);
    }),
  );
}

const FILTER_COMMANDS = new Set(['filterload', 'filteradd', 'filterclear']);

const COMMANDS = new Set([...FILTER_COMMANDS, 'mempool']);

/** The error for a request that needs NODE_BLOOM although our services lack it; undefined for every other message. */
export function unofferedBloom(command: string, { local, protocolVersion = 0 }: Agreement): ViolationError | undefined {
  if (!COMMANDS.has(command) || ((local?.services ?? 0n) & ServiceFlags.bloom) !== 0n) return undefined;
  const fact = `${command}, and our services do not offer NODE_BLOOM`;
  if (command === 'mempool') return violationError('MEMPOOL_NOT_OFFERED', fact);
  const isOld = protocolVersion < BLOOM_PROTOCOL_VERSION;
  return violationError(isOld ? 'OLD_BLOOM_NOT_OFFERED' : 'BLOOM_NOT_OFFERED', fact);
}
