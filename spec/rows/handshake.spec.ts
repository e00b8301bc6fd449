import { describe, expect, it } from '@jest/globals';
import {
  createIdentity,
  createPeer,
  encodeFrame,
  lbry,
  memoryDuplexes,
  type Message,
  type VersionMessage,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, concatBytes, versionMessage } from '../helpers/samples.js';
import { lbcdRawRemote, lbcdReadyRemote } from './lbcdRemotes.js';

const network = LBCD_POLICY_NETWORK;
const VERACK: Message = { command: 'verack' };

const commands = (messages: readonly Message[]): string[] => messages.map(({ command }) => command);

describe('the handshake of a whole peer', () => {
  it('row 10: accepts features and unknown messages between version and verack; verack need not be first', () => {
    const { peer, sendToPeer, reasons } = lbcdRawRemote();
    sendToPeer(versionMessage(), { command: 'unknown', name: 'news', payload: new Uint8Array(3) });
    sendToPeer({ command: 'sendaddrv2' }, { command: 'wtxidrelay' }, VERACK);
    expect(reasons).toEqual([]);
    expect(peer.features).toMatchObject({ addrV2: true, wtxidRelay: true });
  });

  it('row 12: messages after the verack in the same segment are delivered after it', () => {
    const { peer, sendToPeer } = lbcdRawRemote();
    const seen: string[] = [];
    peer.messages$.subscribe(({ command }) => seen.push(command));
    sendToPeer(versionMessage(), VERACK, { command: 'ping', nonce: 1n });
    expect(seen).toEqual(['version', 'verack', 'ping']);
  });

  it('row 13: sends nothing to itself on the inbound side', () => {
    const identity = createIdentity();
    identity.remember(0xfeedn);
    const { received, sendToPeer, reasons } = lbcdRawRemote({ direction: 'inbound', identity });
    sendToPeer(versionMessage({ nonce: 0xfeedn }));
    expect(received).toEqual([]);
    expect(reasons).toMatchObject([{ error: { code: 'SELF_CONNECTION' } }]);
  });

  it('row 13: stores no state of a connection to itself', () => {
    const identity = createIdentity();
    const { peer, sendToPeer } = lbcdRawRemote({ identity });
    sendToPeer(versionMessage({ nonce: peer.local!.nonce! }));
    expect(peer.remote).toBeUndefined();
    expect(peer.stats().version).toBeUndefined();
  });

  it('row 13: accepts a remote with the nonce 0', () => {
    const { sendToPeer, reasons, peer } = lbcdRawRemote();
    sendToPeer(versionMessage({ nonce: 0n }), VERACK);
    expect(reasons).toEqual([]);
    expect(peer.remote?.nonce).toBe(0n);
  });

  it('row 13: stores the nonce of a version that was never sent', () => {
    const { outbound, inbound } = memoryDuplexes();
    inbound.close();
    const identity = createIdentity();
    const nonces: bigint[] = [];
    const remembering = {
      remember: (nonce: bigint) => {
        nonces.push(nonce);
        identity.remember(nonce);
      },
      isOurs: (nonce: bigint) => identity.isOurs(nonce),
    };
    closedAfterwards(createPeer(outbound, { network, identity: remembering })).start();
    expect(nonces).toHaveLength(1);
    expect(identity.isOurs(nonces[0]!)).toBe(true);
  });

  it('row 14: uses the lower of the two versions', () => {
    const protocolVersionWith = (ours: number, theirs: number): number | undefined => {
      const { peer, sendToPeer } = lbcdRawRemote({ protocolVersion: ours });
      sendToPeer(versionMessage({ version: theirs }), VERACK);
      return peer.protocolVersion;
    };
    expect(protocolVersionWith(70_012, 70_016)).toBe(70_012);
    expect(protocolVersionWith(70_016, 31_800)).toBe(31_800);
  });

  it('row 14: calls acceptRemote only for remotes whose version is high enough', () => {
    const asked: number[] = [];
    const acceptRemote = ({ version }: VersionMessage): undefined => void asked.push(version);
    for (const version of [208, -1, 209]) lbcdRawRemote({ acceptRemote }).sendToPeer(versionMessage({ version }));
    expect(asked).toEqual([209]);
  });

  it.each([
    ['is too old', 1, {}],
    ['was refused, and is too old for a reject', 70_001, { acceptRemote: () => 'no room' }],
  ])('row 15: closes without a message for a remote that %s', (_, version, options) => {
    const { received, sendToPeer, reasons } = lbcdRawRemote(options);
    received.length = 0;
    sendToPeer(versionMessage({ version }));
    expect(received).toEqual([]);
    expect(reasons).toHaveLength(1);
  });

  it('row 16: keeps the version of a remote that it has refused', () => {
    const { peer, received, sendToPeer } = lbcdRawRemote({ acceptRemote: ({ userAgent }) => `no ${userAgent!} here` });
    sendToPeer(versionMessage({ userAgent: '/other:1/', startHeight: 7 }));
    expect(received.at(-1)).toMatchObject({ command: 'reject', reason: 'no /other:1/ here' });
    expect(peer.remote?.userAgent).toBe('/other:1/');
    expect(peer.stats()).toMatchObject({ services: 9n, version: 70_016, protocolVersion: 70_016, bestHeight: 7 });
  });

  it('row 17: never blocks a caller that sends before its end, and loses no message', async () => {
    const { peer, received, sendToPeer } = lbcdRawRemote({ conversations: [] });
    const results = Array.from({ length: 60 }, (_, i) => peer.send({ command: 'feefilter', feeRate: BigInt(i) }));
    sendToPeer(versionMessage(), VERACK);
    const rates = received.flatMap((message) => (message.command === 'feefilter' ? [Number(message.feeRate)] : []));
    expect(rates).toEqual(Array.from({ length: 60 }, (_, i) => i));
    expect(await Promise.all(results)).toEqual(new Array(60).fill(true));
  });

  it('row 17: settles the messages that were sent before it, when it fails', async () => {
    const { peer, sendToPeer, reasons } = lbcdRawRemote();
    const results = Array.from({ length: 60 }, () => peer.send({ command: 'getaddr' }));
    sendToPeer({ command: 'getaddr' });
    expect(reasons).toMatchObject([{ error: { code: 'VERSION_EXPECTED' } }]);
    expect(await Promise.all(results)).toEqual(new Array(60).fill(false));
  });

  it('row 18: has no version of the remote before it arrives, and never ours instead', () => {
    const { peer } = lbcdRawRemote({ services: 9n, direction: 'inbound' });
    const stats = peer.stats();
    for (const name of ['services', 'version', 'userAgent', 'startHeight', 'protocolVersion', 'bestHeight']) {
      expect(stats).not.toHaveProperty(name);
    }
  });

  it('row 18: has an id of its own from the start', () => {
    const [first, second] = [lbcdRawRemote().peer, lbcdRawRemote().peer];
    expect(first.id).toBeGreaterThan(0);
    expect(second.id).toBeGreaterThan(first.id);
  });

  it('row 19: reports the time of the last message, from the handshake on', () => {
    const scheduler = new VirtualTime();
    const { peer, sendToPeer } = lbcdRawRemote({ scheduler });
    expect(peer.stats()).toMatchObject({ startedAtMs: 0, sent: { lastMs: 0, messages: 1 } });
    expect(peer.stats().received).not.toHaveProperty('lastMs');
    scheduler.advance(250);
    sendToPeer(versionMessage());
    expect(peer.stats()).toMatchObject({
      received: { lastMs: 250, lastCommand: 'version', messages: 1 },
      sent: { lastMs: 250, lastCommand: 'verack' },
    });
  });

  it('row 19: reports the advertised version and the negotiated one', () => {
    const { peer } = lbcdReadyRemote({ protocolVersion: 70_013 });
    expect(peer.stats()).toMatchObject({ version: 70_016, protocolVersion: 70_013 });
  });

  it('row 19: counts the bytes of unknown messages', () => {
    const { peer, write } = lbcdReadyRemote();
    const before = peer.stats().received.bytes;
    write(encodeFrame(network, 'nobodyknows', new Uint8Array(1000)));
    expect(peer.stats().received.bytes - before).toBe(1024);
    expect(peer.stats().received.byCommand['unknown']).toEqual({ messages: 1, bytes: 1024 });
  });

  it('row 19: counts the bytes of messages that are skipped', () => {
    const { peer, write } = lbcdReadyRemote({ onMalformed: 'drop' });
    const before = peer.stats().received.bytes;
    const broken = bytesOf([{ command: 'ping', nonce: 1n }]);
    broken[20]! ^= 1;
    write(concatBytes([broken, bytesOf([{ command: 'ping', nonce: 2n }])]));
    expect(peer.stats().received.bytes - before).toBe(2 * broken.length);
  });

  it('row 57: sends no message to a LBRY remote that lbcd does not have', () => {
    const { received, sendToPeer } = lbcdRawRemote({ network: lbry.regtest });
    sendToPeer(versionMessage({ version: 70_013 }), VERACK);
    expect(commands(received)).toEqual(['version', 'verack']);
  });

  it('row 57: detects that a LBRY remote wants addrv2, at any version', () => {
    const { peer, sendToPeer, reasons } = lbcdRawRemote({ network: lbry.regtest });
    sendToPeer(versionMessage({ version: 70_013 }), { command: 'sendaddrv2' }, VERACK);
    expect(peer.features.addrV2).toBe(true);
    expect(reasons).toEqual([]);
  });
});
