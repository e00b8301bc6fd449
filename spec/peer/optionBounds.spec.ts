import { describe, expect, it } from '@jest/globals';
import { bitcoin, createPeer, LocalProtocolError, memoryDuplexes, type PeerOptions } from '../../lib/index.js';
import { connect } from '../../lib/node.js';
import { closedAfterwards } from '../helpers/rawRemote.js';

const create = (options: Partial<PeerOptions>) =>
  closedAfterwards(createPeer(memoryDuplexes().outbound, { network: bitcoin.regtest, ...options }));

describe.each(['services', 'requiredServices'] as const)('the option %s', (name) => {
  it.each([0n, 1n, 2n ** 64n - 1n])('accepts %p', (value) => {
    expect(() => create({ [name]: value })).not.toThrow();
  });

  it.each([-1n, 2n ** 64n])('rejects %p', (value) => {
    expect(() => create({ [name]: value })).toThrow(LocalProtocolError);
    expect(() => create({ [name]: value })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: name }));
  });
});

describe('the option userAgent', () => {
  it('is validated by connect() at the call, before it dials', () => {
    const userAgent = { name: 'a/b', version: '1' };
    expect(() => connect({ network: bitcoin.regtest, host: '127.0.0.1', port: 1, userAgent })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
    expect(() => create({ userAgent })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
