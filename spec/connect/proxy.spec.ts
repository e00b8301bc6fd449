import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subscription } from 'rxjs';
import { bitcoin, createIdentity, createPeer, memoryDuplexes, type ReadyPeer } from '../../lib/index.js';
import { connect, dial, type ConnectOptions } from '../../lib/node.js';
import { forwardingProxy } from '../helpers/socksProxy.js';
import { refuseDns } from '../helpers/noDns.js';
import { afterTest, forwardFrom, ourListener } from '../helpers/tcp.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { faultOf, local } from '../helpers/wire/fault.js';

const network = bitcoin.regtest;
const NOWHERE = { services: 0n, ip: new Uint8Array(16), port: 0 };
const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

async function connected(options: Omit<ConnectOptions, 'network'>): Promise<ReadyPeer> {
  const peer = await dial({ network, identity: createIdentity(), ...options });
  afterTest(new Subscription(() => peer.close()));
  return peer;
}

describe('connect() through a proxy', () => {
  refuseDns();

  it.each([ONION, 'node.example', '203.0.113.9'])(
    'completes the handshake with %s, and sends no address',
    async (host) => {
      const { port, peer$ } = await ourListener();
      const proxy = await forwardingProxy(() => port);
      const inbound = firstValueFrom(peer$);
      const peer = await connected({ host, port: 4711, proxy: proxy.url });
      expect(proxy.requested).toEqual([`${host}:4711`]);
      expect(peer.address).toBe(`${host}:4711`);
      const { remote } = await inbound;
      expect(remote).toMatchObject({ addrRecv: NOWHERE, addrFrom: NOWHERE });
    },
  );

  it('uses other credentials for each subscription, and none with isolate: false', async () => {
    const { port } = await ourListener();
    const proxy = await forwardingProxy(() => port);
    const peer$ = connect({ network, host: ONION, proxy: proxy.url, identity: createIdentity() });
    for (let i = 0; i < 2; i++) await firstValueFrom(peer$);
    await connected({ host: ONION, proxy: proxy.url, isolate: false });
    expect(proxy.requested).toEqual(Array.from({ length: 3 }, () => `${ONION}:${network.defaultPort}`));
    const [first, second, third] = proxy.credentials;
    expect(first).not.toBe(second);
    expect(third).toBeUndefined();
  });

  it.each([
    ['host', { host: ONION }],
    ['host', { host: ONION, proxy: true }],
    ['proxy', { host: 'a', proxy: 'http://h' }],
    ['proxy', { host: 'a', proxy: 7 as unknown as string }],
    ['isolate', { host: 'a', isolate: true }],
    ['isolate', { host: 'a', isolate: false, proxy: true }],
    ['addressMe', { host: 'a', proxy: 'socks5://h', addressMe: { host: '1.2.3.4', port: 1 } }],
    ['addressMe', { host: 'a', proxy: true, addressMe: { host: '1.2.3.4', port: 1 } }],
  ])('names the invalid option %s: %p', (option, options) => {
    expect(faultOf(() => connect({ network, ...options }))).toStrictEqual(local('INVALID_OPTION', option));
  });

  it('refuses addressMe together with proxy for a peer over any transport', () => {
    const { outbound } = memoryDuplexes();
    const options = { network, proxy: true, addressMe: { host: '1.2.3.4', port: 1 } };
    expect(faultOf(() => createPeer(outbound, options))).toStrictEqual(local('INVALID_OPTION', 'addressMe'));
  });
});

describe('connect() to a Unix socket', () => {
  it('completes the handshake without an address', async () => {
    const { port, peer$ } = await ourListener();
    const path = join(temporaryFolder(), 'node');
    await forwardFrom(path, port);
    const inbound = firstValueFrom(peer$);
    expect((await connected({ host: `unix:${path}` })).address).toBe(`unix:${path}`);
    expect((await inbound).remote.addrRecv).toEqual(NOWHERE);
  });
});
