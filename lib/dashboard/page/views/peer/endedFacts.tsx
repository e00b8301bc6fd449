import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import * as format from '../../parts/format.js';
import type { Fact } from './facts.js';
import { ServiceList } from './serviceList.js';

/** The facts of a connection that has ended. */
export function endedFacts({ address, figures, monitor, peer, reason }: EndedPeerRow): readonly Fact[] {
  const common: readonly Fact[] = [
    { name: 'Address', value: address, explanation: 'Where the remote is' },
    { name: 'Monitor', value: monitor, explanation: 'The process that had the connection' },
    { name: 'Number', value: peer, explanation: 'The number of the peer in this run of the program' },
    { name: 'Code', value: reason.code, explanation: 'The code of the error that ended the connection' },
    {
      name: 'Misbehaviour',
      value: reason.isMisbehaviour ? 'yes' : 'no',
      explanation: 'Whether the pool then avoids the host',
    },
  ];
  if (figures === undefined) return common;
  const { faults, height, lastCommand, lastRoundTripMs, receivedBytes, receivedMessages } = figures;
  const { sentBytes, sentMessages, services, timeOffsetSeconds, transport, userAgent, version } = figures;
  return [
    ...common,
    { name: 'User agent', value: userAgent, explanation: 'The software that the peer claimed to run' },
    { name: 'Protocol version', value: version, explanation: 'The protocol version of the remote' },
    {
      name: 'Transport',
      value: transport === undefined ? undefined : `v${transport}`,
      explanation: 'v1 is plaintext, v2 is encrypted (BIP324)',
    },
    {
      name: 'Services',
      value: version === undefined ? undefined : <ServiceList names={services} />,
      explanation: 'The services that the peer claimed to offer',
    },
    {
      name: 'Height',
      value: height === undefined ? undefined : format.count(height),
      explanation: 'The greatest block height that the peer had shown to have',
    },
    {
      name: 'Clock',
      value: timeOffsetSeconds === undefined ? undefined : format.seconds(timeOffsetSeconds),
      explanation: 'The clock of the peer minus ours',
    },
    {
      name: 'Round trip',
      value: lastRoundTripMs === undefined ? undefined : format.milliseconds(lastRoundTripMs),
      explanation: 'The last time from a ping to its pong',
    },
    {
      name: 'Received',
      value: `${format.bytes(receivedBytes)} in ${format.count(receivedMessages)} messages`,
      explanation: 'From the peer',
    },
    {
      name: 'Sent',
      value: `${format.bytes(sentBytes)} in ${format.count(sentMessages)} messages`,
      explanation: 'To the peer',
    },
    { name: 'Last message from it', value: lastCommand, explanation: 'The command of the last message' },
    { name: 'Faults', value: format.count(faults), explanation: 'Messages that broke the protocol' },
  ];
}
