import { describe, expect, it } from '@jest/globals';
import {
  createIdentity,
  createPeer,
  parseIp,
  LocalProtocolError,
  memoryDuplexes,
  type NetAddress,
  type PeerOptions,
  type VersionMessage,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';
import { lbcdRawRemote } from './lbcdRemotes.js';

const network = LBCD_POLICY_NETWORK;
const NOWHERE: NetAddress = { services: 0n, ip: new Uint8Array(16), port: 0 };

/** Our version message to a remote at this address. */
function versionTo(address: string, options: Partial<PeerOptions> = {}): VersionMessage {
  const { outbound } = memoryDuplexes({ addresses: { outbound: 'memory:ours', inbound: address } });
  const peer = closedAfterwards(createPeer(outbound, { network, identity: createIdentity(), ...options }));
  peer.start();
  return peer.local!;
}

const at = (ip: string, port: number): NetAddress => ({ services: 0n, ip: parseIp(ip)!, port });

describe('row 21: our version', () => {
  it.each([
    ['203.0.113.9:8333', at('203.0.113.9', 8333)],
    ['[2001:db8::1]:18333', at('2001:db8::1', 18_333)],
  ])('names the remote by its address %s', (address, addrRecv) => {
    expect(versionTo(address).addrRecv).toEqual(addrRecv);
  });

  it('sends no address through a proxy', () => {
    expect(versionTo('203.0.113.9:8333', { proxy: true }).addrRecv).toEqual(NOWHERE);
  });

  it.each(['example.org:8333', 'aaaaaaaaaaaaaaaa.onion:8333', 'memory:remote', ''])(
    'contains no address if the remote has no IP: %p',
    (address) => {
      expect(versionTo(address).addrRecv).toEqual(NOWHERE);
    },
  );

  it('sends our own address only with addressMe', () => {
    expect(versionTo('203.0.113.9:8333', { services: 9n }).addrFrom).toEqual({ ...NOWHERE, services: 9n });
    const addressMe = { host: '198.51.100.7', port: 8333 };
    expect(versionTo('203.0.113.9:8333', { services: 9n, addressMe }).addrFrom).toEqual({
      ...at('198.51.100.7', 8333),
      services: 9n,
    });
  });

  it('has the relay flag, except below 70001', () => {
    expect(versionTo('').relay).toBe(true);
    expect(versionTo('', { relay: false }).relay).toBe(false);
    expect(versionTo('', { protocolVersion: 70_000 })).not.toHaveProperty('relay');
  });

  it('contains our height at its creation', () => {
    let height = 5;
    const newestBlock = (): { height: number } => ({ height: height++ });
    expect(
      [versionTo('', { newestBlock }), versionTo('', { newestBlock })].map(({ startHeight }) => startHeight),
    ).toEqual([5, 6]);
  });

  it('errors at the call if the user agent is too long', () => {
    const userAgent = { name: 'a'.repeat(257), version: '1' };
    expect(() => versionTo('', { userAgent })).toThrow(LocalProtocolError);
    expect(() => versionTo('', { userAgent })).toThrow('at most 256 allowed');
  });

  it('has its time in seconds; the difference to the remote is in the stats', () => {
    const scheduler = new VirtualTime();
    scheduler.advance(1_700_000_000_999);
    const { peer, sendToPeer } = lbcdRawRemote({ scheduler });
    expect(peer.local?.timestamp).toBe(1_700_000_000n);
    sendToPeer(versionMessage({ timestamp: 1_699_999_990n }));
    expect(peer.stats().timeOffsetSeconds).toBe(-10);
  });
});
