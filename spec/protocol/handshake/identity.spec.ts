import { describe, expect, it } from '@jest/globals';
import { createIdentity } from '../../../lib/protocol/handshake/identity.js';

describe('an identity', () => {
  it('recognizes the last 50 nonces that it sent', () => {
    const identity = createIdentity();
    for (let nonce = 1n; nonce <= 51n; nonce++) identity.remember(nonce);
    expect(identity.isOurs(1n)).toBe(false);
    for (let nonce = 2n; nonce <= 51n; nonce++) expect(identity.isOurs(nonce)).toBe(true);
  });

  it('does not recognize the nonces of another identity', () => {
    const identity = createIdentity();
    identity.remember(1n);
    expect(createIdentity().isOurs(1n)).toBe(false);
  });
});
