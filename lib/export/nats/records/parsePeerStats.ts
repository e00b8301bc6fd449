import type { Network } from '../../../networks/network.js';
import type { PeerTransport } from '../../../peer/peerTransport.js';
import {
  withoutAbsent,
  type CommandStats,
  type DirectionStats,
  type PeerStats,
  type RoundTripStats,
} from '../../../peer/stats/stats.js';
import type { JsonFields } from './jsonFields.js';

/** The statistics of a peer in another process. Commands that the network's table does not have are left out, except `unknown`. */
export function parsePeerStats(fields: JsonFields, network: Network): PeerStats {
  return withoutAbsent<PeerStats>({
    id: fields.number('id'),
    address: fields.text('address'),
    direction: fields.oneOf('direction', ['inbound', 'outbound'] as const),
    transport: fields.has('transport') ? transportOf(fields.object('transport')) : undefined,
    startedAtMs: fields.optionalNumber('startedAtMs'),
    services: fields.optionalBigint('services'),
    version: fields.optionalNumber('version'),
    userAgent: fields.optionalText('userAgent'),
    startHeight: fields.optionalNumber('startHeight'),
    protocolVersion: fields.optionalNumber('protocolVersion'),
    timeOffsetSeconds: fields.optionalNumber('timeOffsetSeconds'),
    bestHeight: fields.optionalNumber('bestHeight'),
    lastAnnouncedBlock: fields.optionalText('lastAnnouncedBlock'),
    lastTransactionMs: fields.optionalNumber('lastTransactionMs'),
    lastBlockMs: fields.optionalNumber('lastBlockMs'),
    received: directionOf(fields.object('received'), network),
    sent: directionOf(fields.object('sent'), network),
    roundTrip: fields.has('roundTrip') ? roundTripOf(fields.object('roundTrip')) : undefined,
    faults: fields.number('faults'),
    knownInventory: fields.number('knownInventory'),
    waitingInventory: fields.number('waitingInventory'),
    droppedInventory: fields.number('droppedInventory'),
    queuedMessages: fields.number('queuedMessages'),
    queuedBytes: fields.number('queuedBytes'),
    unfinishedBytes: fields.number('unfinishedBytes'),
    isPaused: fields.boolean('isPaused'),
  });
}

function transportOf(fields: JsonFields): PeerTransport {
  return withoutAbsent<PeerTransport>({
    version: fields.number('version') === 2 ? 2 : 1,
    sessionId: fields.optionalText('sessionId'),
    fallback: fields.optionalText('fallback'),
  });
}

function directionOf(fields: JsonFields, network: Network): DirectionStats {
  const byCommand = fields.object('byCommand');
  const isCommand = (name: string): boolean => name === 'unknown' || network.messages.has(name);
  const lastCommand = fields.optionalText('lastCommand');
  return withoutAbsent<DirectionStats>({
    ...countsOf(fields),
    lastMs: fields.optionalNumber('lastMs'),
    // A publisher of another version may have commands that this network does not have here.
    lastCommand: lastCommand === undefined || isCommand(lastCommand) ? lastCommand : 'unknown',
    byCommand: Object.fromEntries(
      byCommand
        .names()
        .filter(isCommand)
        .map((name) => [name, countsOf(byCommand.object(name))]),
    ),
  });
}

function countsOf(fields: JsonFields): CommandStats {
  return { messages: fields.number('messages'), bytes: fields.number('bytes') };
}

function roundTripOf(fields: JsonFields): RoundTripStats {
  return {
    count: fields.number('count'),
    lastMs: fields.number('lastMs'),
    minMs: fields.number('minMs'),
    meanMs: fields.number('meanMs'),
    lastNonce: fields.bigint('lastNonce'),
    lastSentAtMs: fields.number('lastSentAtMs'),
  };
}
