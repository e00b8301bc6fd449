import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import type { RemoteProtocolError } from '../../lib/index.js';
import { bitcoin, decodeFrames, encodeMessage, FrameDecoder, lbry } from '../../lib/index.js';
import { NETWORKS_BY_MAGIC } from '../../lib/networks/knownNetworks.js';
import { outcomeOf } from '../helpers/peer/outcome.js';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The error of a stream that begins with these bytes. */
function errorOf(bytes: Uint8Array, network: typeof bitcoin.regtest | typeof lbry.mainnet = bitcoin.regtest): unknown {
  return outcomeOf(of(bytes).pipe(decodeFrames({ network }))).error;
}

const EXPECTED = 'fabfb5da of bitcoin.regtest expected';

describe('a stream with a wrong magic', () => {
  it.each([
    [encodeMessage({ command: 'verack' }, { network: bitcoin.mainnet }), 'magic f9beb4d9 of bitcoin.mainnet'],
    [encodeMessage({ command: 'verack' }, { network: lbry.mainnet }), 'magic fae4aaf1 of lbry.mainnet'],
    // The two simnets have the same magic.
    [encodeMessage({ command: 'verack' }, { network: lbry.simnet }), 'magic 161c1412 of bitcoin.simnet or lbry.simnet'],
  ])('names the network of this magic (%#)', (bytes, got) => {
    expect(errorOf(bytes)).toMatchObject({
      code: 'WRONG_MAGIC',
      message: `${got}, ${EXPECTED}: the remote is on another network`,
    });
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n', 'magic 48545450', 'this is HTTP, so the port is perhaps one for RPC or web'],
    ['GET / HTTP/1.1\r\n', 'magic 47455420', 'this is HTTP, so the port is perhaps one for RPC or web'],
    ['\x15\x03\x01\x00\x02\x02\x28', 'magic 15030100', 'this is TLS'],
    ['\x16\x03\x01\x02\x00\x01', 'magic 16030102', 'this is TLS'],
    ['\x16\x03\x03\x00\x7a\x02', 'magic 16030300', 'this is TLS'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'magic 5353482d', 'this is SSH'],
    ['\x05\xff\x00\x00', 'magic 05ff0000', 'this looks like a SOCKS proxy'],
    [
      '{"jsonrpc":"2.0"}',
      'magic 7b226a73',
      'this is JSON, so the port is perhaps that of an Electrum or Stratum server',
    ],
    ['220 mail.example ESMTP\r\n', 'magic 32323020', 'this is text of another protocol'],
    [
      '\x9a\x01\xf3\xc4\x77',
      'magic 9a01f3c4',
      'another protocol, or the key of transport v2 (BIP324), which this peer does not speak',
    ],
  ])('names the protocol that begins with %j', (text, magic, cause) => {
    const error = errorOf(ascii(text)) as RemoteProtocolError;
    expect(error.code).toBe('WRONG_MAGIC');
    expect(error.message).toBe(`${magic}, ${EXPECTED}: ${cause}`);
  });

  it('names no other protocol after a complete frame', () => {
    const verack = encodeMessage({ command: 'verack' }, { network: bitcoin.regtest });
    expect(errorOf(Uint8Array.from([...verack, ...ascii('HTTP')]))).toMatchObject({
      message: `magic 48545450, ${EXPECTED}: the stream is out of step`,
    });
  });

  it('is detected by its first four bytes, at every chunk size', () => {
    for (let cut = 1; cut < 8; cut++) {
      const decoder = new FrameDecoder(bitcoin.regtest, NETWORKS_BY_MAGIC);
      const bytes = encodeMessage({ command: 'verack' }, { network: bitcoin.mainnet });
      let message = '';
      for (let at = 0; at < bytes.length && message === ''; at += cut) {
        decoder.push(bytes.subarray(at, at + cut));
        try {
          decoder.next();
        } catch (error) {
          message = (error as Error).message;
        }
      }
      expect(message).toContain('of bitcoin.mainnet, fabfb5da of bitcoin.regtest expected');
    }
  });

  it('causes an error message in plain ASCII, for any bytes', () => {
    for (let first = 0; first < 256; first++) {
      const { message } = errorOf(Uint8Array.of(first, 0x1b, 0x5b, 0x9b)) as Error;
      expect(message).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it('names no network for a format without a name', () => {
    const decoder = new FrameDecoder({ magic: 1, limits: { maxPayloadBytes: 10 } });
    decoder.push(ascii('HTTP'));
    expect(() => decoder.next()).toThrow('magic 48545450, 01000000 expected: this is HTTP');
  });
});

describe('NETWORKS_BY_MAGIC', () => {
  it('has every known network', () => {
    const names = [...NETWORKS_BY_MAGIC.values()].flatMap((text) => text.split(' or ')).sort();
    expect(names).toEqual([...Object.values(bitcoin), ...Object.values(lbry)].map(({ name }) => name).sort());
  });
});
