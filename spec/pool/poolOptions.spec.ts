import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { bitcoin } from '../../lib/index.js';
import { createPool, type PoolOptions } from '../../lib/node.js';
import { faultOf, local } from '../helpers/wire/fault.js';

const network = bitcoin.regtest;

describe('createPool', () => {
  it.each([
    ['network', { network: undefined }],
    ['outbound', { outbound: -1 }],
    ['outbound', { outbound: 1001 }],
    ['maxInbound', { maxInbound: 0.5 }],
    ['maxInboundPerAddress', { maxInboundPerAddress: 0 }],
    ['addressBookCapacity', { addressBookCapacity: 9 }],
    ['minBackoffMs', { minBackoffMs: 0 }],
    ['maxBackoffMs', { maxBackoffMs: 2 ** 31 }],
    ['minBackoffMs', { minBackoffMs: 700_000 }],
    ['discourageMs', { discourageMs: NaN }],
    ['allowPrivateAddresses', { allowPrivateAddresses: 'yes' }],
    ['connectTimeoutMs', { connectTimeoutMs: 0 }],
    ['listenOn/port', { listenOn: { port: 65_536 } }],
    ['listenOn/host', { listenOn: { host: '' } }],
    ['reachableNetworks/1', { reachableNetworks: ['ipv4', 'tor'] }],
    ['reachableNetworks/0', { reachableNetworks: ['onion'] }],
    ['addresses/0', { addresses: ['pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'] }],
    ['addresses/0', { addresses: ['unix:/node'], proxy: 'socks5://h' }],
    ['proxy', { proxy: 'http://h' }],
    ['proxy', { proxy: 'socks5://h', dial: () => undefined }],
    ['isolate', { isolate: true }],
    ['isolate', { proxy: 'socks5://u:p@h', isolate: true }],
    ['addressMe', { proxy: 'socks5://h', addressMe: { host: '1.2.3.4', port: 1 } }],
    ['addresses/0', { addresses: ['1.2.3.4'], reachableNetworks: ['ipv6'] }],
    ['addresses/1', { addresses: ['1.2.3.4', 'a b'] }],
    ['addresses/0', { addresses: [7] }],
    ['addresses/0', { addresses: ['1.2.3.4:0'] }],
    ['dnsSeeds/0', { dnsSeeds: [''] }],
    ['addressBookFile', { addressBookFile: '' }],
    ['dial', { dial: 'tcp' }],
    ['resolve', { resolve: {} }],
    // An option of a peer.
    ['pingIntervalMs', { pingIntervalMs: 0 }],
  ])('names the invalid option %s: %p', (option, options) => {
    const given = { network, ...options } as unknown as PoolOptions;
    expect(faultOf(() => createPool(given))).toStrictEqual(local('INVALID_OPTION', option));
  });

  it('treats undefined as the default', () => {
    const names = ['outbound', 'addresses', 'dnsSeeds', 'gossip', 'listenOn', 'maxInbound', 'minBackoffMs', 'dial'];
    const options = Object.fromEntries(names.map((name) => [name, undefined]));
    createPool({ network, ...options }).close();
  });

  it('can reach onion and I2P addresses through a proxy', () => {
    const addresses = ['pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'];
    createPool({ network, proxy: 'socks5://h', addresses }).close();
    createPool({ network, proxy: 'socks5://h', reachableNetworks: ['onion', 'i2p'] }).close();
    createPool({ network, proxy: true, dial: () => NEVER, reachableNetworks: ['onion'] }).close();
  });

  it('does nothing before start()', () => {
    const pool = createPool({ network: bitcoin.mainnet, listenOn: {} });
    pool.close();
    pool.start();
  });
});
