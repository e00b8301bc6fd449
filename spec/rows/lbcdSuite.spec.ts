import { afterEach, describe, expect, it } from '@jest/globals';
import { config, map } from 'rxjs';
import {
  bitcoin,
  createIdentity,
  createPeer,
  InventoryType,
  lbry,
  memoryDuplexes,
  ServiceFlags,
  VERSION,
  type CloseReason,
  type Message,
  type Peer,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';
import { decodeFixture, fixtures, type Fixture } from '../helpers/wire/fixtures.js';
import { joinedPeers } from './joinedPeers.js';
import { lbcdRawRemote, lbcdReadyRemote } from './lbcdRemotes.js';
import { noted } from './notedDuplex.js';

const network = LBCD_POLICY_NETWORK;

/** Each suite has the name of a test in lbcd/peer or btcd/peer, and asserts the parts of it that apply to our design. */
describe('TestPeerConnection', () => {
  it('two peers use the lower version, and count the same bytes', () => {
    const scheduler = new VirtualTime();
    scheduler.advance(1_700_000_000_000);
    const userAgent = { name: 'peer', version: '1.0', comments: ['comment'] };
    const agent = `/rxpeer:${VERSION}/peer:1.0(comment)/`;
    const sentVeracks: string[] = [];
    const onPeer = ({ direction, sent$ }: Peer): unknown =>
      sent$.subscribe(({ command }) => command === 'verack' && sentVeracks.push(direction));
    const { outbound, inbound } = joinedPeers({
      outbound: {
        scheduler,
        userAgent,
        onPeer,
        network: lbry.regtest,
        services: 9n,
        newestBlock: () => ({ height: 5 }),
      },
      inbound: { scheduler, userAgent, onPeer, network: lbry.regtest, protocolVersion: 70_002 },
    });
    expect(sentVeracks).toEqual(['inbound', 'outbound']);
    expect([outbound.protocolVersion, inbound.protocolVersion]).toEqual([70_002, 70_002]);
    expect([outbound.features.witness, inbound.features.witness]).toEqual([false, true]);
    expect(outbound.stats()).toMatchObject({ version: 70_002, services: 0n, startHeight: 0, bestHeight: 0 });
    expect(inbound.stats()).toMatchObject({ version: 70_013, services: 9n, startHeight: 5, bestHeight: 5 });
    for (const peer of [outbound, inbound]) {
      const stats = peer.stats();
      expect(stats).toMatchObject({ userAgent: agent, timeOffsetSeconds: 0, faults: 0 });
      expect(stats).not.toHaveProperty('roundTrip');
      // lbcd asserts 167 bytes; our user agent is one byte shorter.
      expect(stats.sent.byCommand).toEqual({
        version: { messages: 1, bytes: 24 + 86 + agent.length },
        verack: { messages: 1, bytes: 24 },
      });
      expect(stats.received.bytes).toBe(stats.sent.bytes);
    }
    outbound.close();
  });

  it('ends on both sides when one of them closes', () => {
    const { outbound, reasons } = joinedPeers({});
    outbound.close();
    expect(reasons).toEqual({ outbound: [{ by: 'local' }], inbound: [{ by: 'remote' }] });
  });
});

describe('TestPeerListeners', () => {
  // The 26 commands of lbcd's test; cfcheckpt, which it forgets; and commands that were added since.
  const commands = [
    ...['getaddr', 'addr', 'ping', 'pong', 'alert', 'mempool', 'tx', 'block', 'inv', 'headers', 'notfound', 'getdata'],
    ...['getblocks', 'getheaders', 'getcfilters', 'getcfheaders', 'getcfcheckpt', 'cfilter', 'cfheaders', 'cfcheckpt'],
    ...['feefilter', 'filteradd', 'filterclear', 'filterload', 'merkleblock', 'reject', 'sendheaders'],
    ...['addrv2', 'sendcmpct', 'cmpctblock', 'getblocktxn', 'blocktxn'],
    ...['wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature'],
  ];

  it('has a listener for every message except those of the handshake', () => {
    expect([...commands].sort()).toEqual([...network.messages.keys()].filter((name) => !name.startsWith('ver')).sort());
  });

  it.each(commands)('%s reaches exactly its listener on the other side', async (command) => {
    const services = ServiceFlags.bloom | ServiceFlags.network;
    const { outbound, inbound, reasons } = joinedPeers({ inbound: { services } });
    const message = decodeFixture(goldenOf(command));
    const received: [string, Message][] = [];
    for (const name of network.messages.keys()) {
      inbound.on(name as Message['command']).subscribe((each) => received.push([name, each]));
    }
    expect(await outbound.send(message)).toBe(true);
    expect(received).toEqual([[command, message]]);
    expect(reasons.inbound).toEqual([]);
  });
});

describe('TestOutboundPeer', () => {
  it('a newestBlock that throws ends the peer, and later calls do nothing', async () => {
    const { peer, received, reasons } = lbcdRawRemote({
      newestBlock: () => {
        throw new Error('newest block not found');
      },
    });
    expect(reasons).toMatchObject([{ by: 'fault', error: { code: 'CALLBACK_FAILED' } }]);
    const item = { type: InventoryType.transaction, hash: hash(1) };
    peer.announce(item);
    peer.addKnownInventory(item);
    expect(await peer.send({ command: 'getaddr' })).toBe(false);
    expect(received).toEqual([]);
  });

  it('a peer accepts all calls during its handshake', async () => {
    const { peer, sendToPeer } = lbcdRawRemote();
    peer.announce({ type: InventoryType.block, hash: hash(1) });
    expect(peer.pushAddresses([])).toEqual([]);
    const results = [
      peer.pushGetBlocks([]),
      peer.pushGetHeaders([]),
      peer.pushReject({ message: 'block', code: 0x01, reason: 'malformed' }),
    ];
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(await Promise.all(results)).toEqual([true, true, true]);
  });

  it('stores the last announced block', () => {
    const { peer, sendToPeer } = lbcdReadyRemote();
    sendToPeer({ command: 'inv', items: [{ type: InventoryType.block, hash: hash(7) }] });
    sendToPeer({ command: 'inv', items: [{ type: InventoryType.transaction, hash: hash(8) }] });
    expect(peer.stats().lastAnnouncedBlock).toBe(hash(7));
  });
});

describe('TestUnsupportedVersionPeer', () => {
  it('our version is sent first, and nothing after it to a remote of version 1', () => {
    const { received, sendToPeer, reasons } = lbcdRawRemote();
    sendToPeer(versionMessage({ version: 1 }));
    expect(received.map(({ command }) => command)).toEqual(['version']);
    expect(reasons).toMatchObject([{ error: { name: 'RemoteProtocolError', code: 'VERSION_TOO_OLD' } }]);
  });
});

describe('TestDuplicateVersionMsg', () => {
  it('a second version after the handshake ends the receiver', async () => {
    const { outbound, inbound, reasons } = joinedPeers({});
    expect(await inbound.send(outbound.local!)).toBe(true);
    expect(reasons.outbound).toMatchObject([{ by: 'fault', error: { code: 'DUPLICATE_VERSION' } }]);
    expect(reasons.inbound).toEqual([{ by: 'remote' }]);
  });
});

describe('TestUpdateLastBlockHeight', () => {
  it('the height is that of the version, and never decreases', () => {
    const { inbound } = joinedPeers({ outbound: { newestBlock: () => ({ height: 234_439 }) } });
    expect(inbound.stats().bestHeight).toBe(234_439);
    inbound.raiseBestHeight(234_438);
    expect(inbound.stats().bestHeight).toBe(234_439);
    inbound.raiseBestHeight(234_440);
    expect(inbound.stats()).toMatchObject({ bestHeight: 234_440, startHeight: 234_439 });
  });
});

describe('TestSendAddrV2Handshake', () => {
  it.each([
    [70_016, 70_016, true],
    [70_016, 70_015, false],
    [70_015, 70_016, false],
    [70_015, 70_015, false],
  ])('versions %i and %i negotiate addrv2: %p', (ours, theirs, wanted) => {
    const { outbound, inbound } = joinedPeers({
      outbound: { protocolVersion: ours },
      inbound: { protocolVersion: theirs },
    });
    expect([outbound.features.addrV2, inbound.features.addrV2]).toEqual([wanted, wanted]);
    expect(inbound.stats().received.byCommand['sendaddrv2']?.messages).toBe(wanted ? 1 : undefined);
  });
});

describe('TestDisconnectBeforeAssociateConnection', () => {
  it('a peer closes its connection, started or not', () => {
    const { outbound, inbound } = memoryDuplexes();
    let isEnded = false;
    inbound.chunk$.subscribe({ complete: () => (isEnded = true) });
    createPeer(outbound, { network, identity: createIdentity() }).close();
    expect(isEnded).toBe(true);
  });
});

describe('TestAssociateConnectionDisconnectRace', () => {
  it.each(['version', 'verack', 'ready'] as const)('closed at %s, the connection is closed once', (moment) => {
    const { outbound, inbound } = memoryDuplexes();
    const { duplex, calls } = noted(outbound);
    const peer = closedAfterwards(createPeer(duplex, { network, identity: createIdentity() }));
    if (moment === 'ready') peer.status$.subscribe((status) => status === 'ready' && peer.close());
    else peer.on(moment).subscribe(() => peer.close());
    const reasons: CloseReason[] = [];
    peer.closed$.subscribe((reason) => reasons.push(reason));
    closedAfterwards(createPeer(inbound, { network, identity: createIdentity() })).start();
    peer.start();
    expect(reasons).toEqual([{ by: 'local' }]);
    peer.close();
    expect(calls.filter((call) => call === 'close')).toEqual(['close']);
  });
});

describe('TestRecoverFromPanic', () => {
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('a conversation that throws ends only its own peer', () => {
    const broken = lbcdReadyRemote({
      conversations: [
        () =>
          map(() => {
            throw new Error('oops');
          }),
      ],
    });
    const other = lbcdReadyRemote();
    broken.sendToPeer({ command: 'getaddr' });
    other.sendToPeer({ command: 'ping', nonce: 1n });
    expect(broken.reasons).toMatchObject([{ error: { code: 'CONVERSATION_FAILED' } }]);
    expect(other.received).toEqual([{ command: 'pong', nonce: 1n }]);
    expect(other.reasons).toEqual([]);
  });
});

describe('Example_newOutboundPeer', () => {
  it('the handshake on simnet is one version, then verack', () => {
    const seen: string[] = [];
    const onPeer = (peer: Peer): unknown => peer.messages$.subscribe(({ command }) => seen.push(command));
    joinedPeers({ outbound: { network: bitcoin.simnet, onPeer }, inbound: { network: bitcoin.simnet } });
    expect(seen.filter((command) => command.startsWith('ver'))).toEqual(['version', 'verack']);
  });
});

/** Bitcoin's sample if there is one; the others were captured on LBRY, and have the same layout on both networks. */
function goldenOf(command: string): Fixture {
  const goldens = fixtures.filter((each) => each.command === command && each.protocolVersion >= 70_001);
  return goldens.find((each) => each.network === network) ?? goldens[0]!;
}
