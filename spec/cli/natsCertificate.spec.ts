import type { PeerCertificate } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { certificateCheck } from '../../lib/cli/natsCertificate.js';

const certificate = (subjectaltname: string) =>
  ({ subject: { CN: 'x' }, subjectaltname }) as unknown as PeerCertificate;

describe('the check of a server certificate', () => {
  it.each<[string[], string, string, boolean]>([
    [['192.0.2.1:1'], 'localhost', 'IP Address:192.0.2.1', true],
    [['192.0.2.1:1'], 'localhost', 'IP Address:192.0.2.2', false],
    [['192.0.2.1:1'], 'localhost', 'DNS:localhost', false],
    [['192.0.2.1:1', '[2001:db8::1]:2'], 'localhost', 'IP Address:2001:DB8:0:0:0:0:0:1', true],
    [['nats.example:1'], 'nats.example', 'DNS:nats.example', true],
    [['nats.example:1'], 'nats.example', 'DNS:other.example', false],
    [['nats.example:1'], 'localhost', 'DNS:localhost', true],
    [['localhost:1', '192.0.2.1:1'], 'localhost', 'IP Address:192.0.2.1', false],
  ])('of %j, asked for %s, with %s is %s', (servers, host, names, isAccepted) => {
    expect(certificateCheck(servers)(host, certificate(names)) === undefined).toBe(isAccepted);
  });
});
