import { describe, expect, it } from '@jest/globals';
import { bitcoin, lbry, LocalProtocolError, type Command, type Message } from '../../lib/index.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });

describe('the message streams of a peer', () => {
  it('emit by command, and all messages in wire order', () => {
    const { peer, sendToPeer } = readyRemote();
    const pings: unknown[] = [];
    const all: string[] = [];
    peer.on('ping').subscribe(({ nonce }) => pings.push(nonce));
    peer.messages$.subscribe(({ command }) => all.push(command));
    sendToPeer(ping(1n), { command: 'getaddr' }, ping(2n), {
      command: 'unknown',
      name: 'hello',
      payload: Uint8Array.of(1),
    });
    expect(pings).toEqual([1n, 2n]);
    expect(all).toEqual(['ping', 'getaddr', 'ping', 'unknown']);
  });

  it('include the handshake for subscribers that come before it', () => {
    const commands: string[] = [];
    const { sendToPeer } = rawRemote({
      onPeer: (peer) => peer.messages$.subscribe(({ command }) => commands.push(command)),
    });
    sendToPeer(versionMessage(), { command: 'sendaddrv2' }, { command: 'verack' });
    expect(commands).toEqual(['version', 'sendaddrv2', 'verack']);
  });

  it('include messages in the same segment as the verack, for subscribers that come when the peer is ready', () => {
    const pings: unknown[] = [];
    const { peer, sendToPeer } = rawRemote();
    peer.status$.subscribe((status) => {
      if (status === 'ready') peer.on('ping').subscribe(({ nonce }) => pings.push(nonce));
    });
    sendToPeer(versionMessage(), { command: 'verack' }, ping(1n), ping(2n));
    expect(pings).toEqual([1n, 2n]);
  });

  it('exclude the verack itself for subscribers that come when the peer is ready', () => {
    const commands: string[] = [];
    const { peer, sendToPeer } = rawRemote();
    peer.status$.subscribe((status) => {
      if (status === 'ready') peer.messages$.subscribe(({ command }) => commands.push(command));
    });
    sendToPeer(versionMessage(), { command: 'verack' }, { command: 'getaddr' });
    expect(commands).toEqual(['getaddr']);
  });

  it('throw at the call for an unknown command', () => {
    const { peer } = rawRemote();
    expect(() => peer.on('nosuch' as Command)).toThrow(LocalProtocolError);
    expect(() => peer.on('nosuch' as Command)).toThrow('bitcoin.regtest has no message "nosuch"');
  });

  it('have the fields of the network', () => {
    const { peer, sendToPeer } = readyRemote({ network: lbry.regtest });
    const seen: unknown[] = [];
    peer.on('headers').subscribe(({ headers }) => seen.push(...headers));
    const header = {
      version: 1,
      prevBlock: hash(1),
      merkleRoot: hash(2),
      claimTrie: hash(3),
      timestamp: 4,
      bits: 5,
      nonce: 6,
    };
    sendToPeer({ command: 'headers', headers: [header] });
    expect(seen).toEqual([header]);
  });
});

describe('a peer that ends', () => {
  it('completes every stream, also those subscribed to later, and errors none', () => {
    const { peer } = readyRemote();
    const ends: string[] = [];
    const watch = (name: string): object => ({
      complete: () => ends.push(name),
      error: () => ends.push(`${name} errored`),
    });
    peer.on('ping').subscribe(watch('ping'));
    peer.messages$.subscribe(watch('messages'));
    peer.sent$.subscribe(watch('sent'));
    peer.traffic$.subscribe(watch('traffic'));
    peer.faults$.subscribe(watch('faults'));
    peer.closed$.subscribe(watch('closed'));
    peer.status$.subscribe(watch('status'));
    peer.close();
    peer.on('pong').subscribe(watch('pong'));
    peer.on('ping').subscribe(watch('ping again'));
    expect(ends.sort()).toEqual(
      ['ping', 'messages', 'sent', 'traffic', 'faults', 'closed', 'status', 'pong', 'ping again'].sort(),
    );
  });

  it('completes its command streams before closed$ emits', () => {
    const { peer } = readyRemote();
    const order: string[] = [];
    peer.closed$.subscribe(() => order.push('closed$'));
    peer.on('ping').subscribe({ complete: () => order.push('on(ping)') });
    peer.close();
    expect(order).toEqual(['on(ping)', 'closed$']);
  });

  it('replays its status and its reason', () => {
    const { peer } = readyRemote();
    peer.close();
    const seen: unknown[] = [];
    peer.closed$.subscribe((reason) => seen.push(reason));
    expect(seen).toEqual([{ by: 'local' }]);
  });
});

describe('features of the remote', () => {
  it('are set before consumers receive the message that changes them', () => {
    const { peer, sendToPeer } = readyRemote();
    const seen: unknown[] = [];
    peer.on('sendheaders').subscribe(() => seen.push(peer.features.sendHeaders));
    peer.on('feefilter').subscribe(() => seen.push(peer.features.feeRate));
    sendToPeer({ command: 'sendheaders' }, { command: 'feefilter', feeRate: 1000n });
    expect(seen).toEqual([true, 1000n]);
  });

  it('are absent before the remote has sent its version', () => {
    const { peer, sendToPeer } = rawRemote({ protocolVersion: 70_013 });
    expect([peer.remote, peer.protocolVersion, peer.features.witness]).toEqual([undefined, undefined, false]);
    expect(peer.local?.version).toBe(70_013);
    sendToPeer(versionMessage({ version: 70_015 }));
    expect([peer.remote?.userAgent, peer.protocolVersion, peer.features.witness]).toEqual([
      '/remote:1.0/',
      70_013,
      true,
    ]);
    expect(peer.network).toBe(bitcoin.regtest);
  });
});
