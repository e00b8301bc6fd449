import type { LastMessage } from '../../../protocol/lastMessages.js';
import type { PeerFacts } from '../../../protocol/peerFacts.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { Chips } from '../../parts/chips.js';
import * as format from '../../parts/format.js';
import { Sparkline } from '../../parts/sparkline.js';
import type { Fact } from './facts.js';
import { conversationHref } from './conversationHref.js';
import { ServiceList } from './serviceList.js';

/** The facts of a connected peer. @param facts absent until the program has answered */
export function connectedFacts(row: PeerRow, facts: PeerFacts | undefined, nowMs: number): readonly Fact[] {
  return [...identity(row, facts), ...chain(row, facts, nowMs), ...traffic(row, facts, nowMs)];
}

function identity(row: PeerRow, facts: PeerFacts | undefined): readonly Fact[] {
  const { address, features, group, id, monitor, protocolVersion, services, transport, userAgent } = row;
  const versions = facts === undefined ? '' : `: it has ${facts.remoteVersion}, we have ${facts.localVersion}`;
  return [
    { name: 'Address', value: address, explanation: 'Where the remote is' },
    { name: 'Monitor', value: monitor, explanation: 'The process that has the connection' },
    {
      name: 'It sees us at',
      value: facts?.seesUsAt,
      explanation: 'Our address as the remote sees it, in its version message',
    },
    {
      name: 'Network group',
      value: group,
      explanation: 'Addresses of one group may belong to one owner; a pool spreads its connections over groups',
    },
    { name: 'Number', value: id, explanation: 'The number of the peer in this run of the program' },
    { name: 'User agent', value: userAgent, explanation: 'The software that the peer claims to run' },
    {
      name: 'Services',
      value: <ServiceList names={services} />,
      explanation: 'The services that the peer claims to offer',
    },
    {
      name: 'Features',
      value: features.length === 0 ? 'none' : <Chips names={features} />,
      explanation: 'What both sides have agreed to use',
    },
    {
      name: 'Protocol version',
      value: `${protocolVersion}${versions}`,
      explanation: 'The lower of both sides is used',
    },
    {
      name: 'Transport',
      value: `v${transport}, ${transport === 2 ? 'encrypted' : 'plaintext'}`,
      explanation: 'v1 is plaintext, v2 is encrypted (BIP324)',
    },
    {
      name: 'Session id',
      value: facts?.sessionId === undefined ? undefined : <code>{facts.sessionId}</code>,
      explanation: 'Equal on both sides. If the remote shows another id, a third party reads the connection (BIP324)',
    },
    { name: 'Why not v2', value: facts?.fallback, explanation: 'Transport v2 was tried first' },
  ];
}

function chain(row: PeerRow, facts: PeerFacts | undefined, nowMs: number): readonly Fact[] {
  return [
    {
      name: 'Height',
      value: row.height === 0 ? 'unknown' : format.count(row.height),
      explanation: 'The greatest block height that the peer has shown to have',
    },
    {
      name: 'Height when it connected',
      value: facts?.startHeight === undefined ? undefined : format.count(facts.startHeight),
      explanation: 'The height in its version message',
    },
    {
      name: 'Last announced block',
      value: facts?.lastAnnouncedBlock === undefined ? undefined : <code>{facts.lastAnnouncedBlock}</code>,
      explanation: 'The hash, as block explorers show it',
    },
    { name: 'Last block', value: ago(facts?.lastBlockMs, nowMs), explanation: 'When it last sent a block' },
    {
      name: 'Last transaction',
      value: ago(facts?.lastTransactionMs, nowMs),
      explanation: 'When it last sent a transaction',
    },
    {
      name: 'Clock',
      value: format.seconds(row.timeOffsetSeconds),
      explanation: 'The clock of the peer minus ours, when it connected',
    },
  ];
}

function traffic(row: PeerRow, facts: PeerFacts | undefined, nowMs: number): readonly Fact[] {
  const { id, lastReceived, lastSent, roundTripsMs } = row;
  const roundTrip = facts?.roundTrip;
  return [
    {
      name: 'Round trip',
      value:
        roundTrip === undefined ? (
          'no pong yet'
        ) : (
          <span class="round-trip">
            <Sparkline values={roundTripsMs} /> {format.milliseconds(roundTrip.lastMs)}, from{' '}
            {format.milliseconds(roundTrip.minMs)}, mean {format.milliseconds(roundTrip.meanMs)} of{' '}
            {format.count(roundTrip.count)}
          </span>
        ),
      explanation: 'The time from a ping to its pong: the latest, the shortest, the mean',
    },
    {
      name: 'Received',
      value: `${format.bytes(row.receivedBytes)} in ${format.count(row.receivedMessages)} messages`,
      explanation: 'From the peer, headers of messages included',
    },
    {
      name: 'Sent',
      value: `${format.bytes(row.sentBytes)} in ${format.count(row.sentMessages)} messages`,
      explanation: 'To the peer, headers of messages included',
    },
    {
      name: 'Last message from it',
      value: lastMessage(id, lastReceived, nowMs),
      explanation: 'Its command and its time',
    },
    { name: 'Last message to it', value: lastMessage(id, lastSent, nowMs), explanation: 'Its command and its time' },
    {
      name: 'Faults',
      value: format.count(row.faults),
      explanation: 'Messages of the peer that broke the protocol',
    },
    {
      name: 'Waiting to be sent',
      value:
        facts === undefined
          ? undefined
          : `${format.count(facts.queuedMessages)} messages, ${format.bytes(facts.queuedBytes)}; ${format.count(facts.waitingInventory)} announcements`,
      explanation: 'Bytes that were not passed to the operating system yet',
    },
    {
      name: 'Announcements not sent',
      value: facts === undefined || facts.droppedInventory === 0 ? undefined : format.count(facts.droppedInventory),
      explanation: 'Too many were waiting, or the peer does not accept them',
    },
    {
      name: 'Reading',
      value: facts?.isPaused === true ? 'stopped for the moment' : undefined,
      explanation: 'We do not read while too many bytes wait to be processed or sent',
    },
  ];
}

/** The last message, which leads to the messages of the peer. */
function lastMessage(peer: number, last: LastMessage | undefined, nowMs: number) {
  if (last === undefined) return 'none';
  return (
    <a href={conversationHref(peer)}>
      {last.command} at {format.exactClock(last.atMs)}, {ago(last.atMs, nowMs)}
    </a>
  );
}

function ago(atMs: number | undefined, nowMs: number): string | undefined {
  return atMs === undefined ? undefined : `${format.duration(nowMs - atMs)} ago`;
}
