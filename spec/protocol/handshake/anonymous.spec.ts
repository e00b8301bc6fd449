import { describe, expect, it } from '@jest/globals';
import { bitcoin, createIdentity, createPeer, memoryDuplexes, type PeerOptions } from '../../../lib/index.js';
import { closedAfterwards } from '../../helpers/rawRemote.js';

describe('the option anonymous', () => {
  const create = (options: Partial<PeerOptions>): unknown =>
    closedAfterwards(createPeer(memoryDuplexes().outbound, { network: bitcoin.regtest, ...options }));

  it.each<Partial<PeerOptions>>([
    { services: 0n },
    { relay: false },
    { newestBlock: () => ({ height: 1 }) },
    { addressMe: { host: '192.0.2.1', port: 1 } },
    { userAgent: { name: 'a', version: '1' } },
    { features: [] },
    { offerReconciliation: false },
  ])('refuses %p, which it would not send', (revealing) => {
    expect(() => create(revealing)).not.toThrow();
    const [path] = Object.keys(revealing);
    expect(() => create({ ...revealing, anonymous: false })).not.toThrow();
    expect(() => create({ ...revealing, anonymous: true })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path }),
    );
  });

  it('refuses anything but a boolean', () => {
    expect(() => create({ anonymous: 'yes' as unknown as boolean })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: 'anonymous' }),
    );
  });

  it('stores no nonce in the identity', () => {
    const remembered: bigint[] = [];
    const identity = { ...createIdentity(), remember: (nonce: bigint) => void remembered.push(nonce) };
    const peers = [true, false].map((anonymous) => {
      const peer = createPeer(memoryDuplexes().outbound, { network: bitcoin.regtest, identity, anonymous });
      closedAfterwards(peer).start();
      return peer;
    });
    expect(remembered).toEqual([peers[1]!.local!.nonce]);
  });
});
