import { describe, expect, it } from '@jest/globals';
import { bitcoin, lbry } from '../../lib/index.js';
import { readCommandLine, UsageError } from '../../lib/cli/commandLine.js';

const read = (line: string) => readCommandLine(line.split(' '));

describe('readCommandLine', () => {
  it('knows what it is not told', () => {
    expect(read('watch example.org')).toEqual({
      kind: 'watch',
      network: bitcoin.mainnet,
      targets: [{ host: 'example.org', port: 8333 }],
      only: undefined,
      sent: false,
      json: false,
      fetch: true,
      simulate: false,
      count: undefined,
      forMs: undefined,
    });
    expect(read('watch --simulate')).toMatchObject({ network: bitcoin.regtest, targets: [], simulate: true });
  });

  it('reads hosts, networks and all the rest', () => {
    const line =
      'watch a [::1] [::1]:1 ::2 b:65535 --network lbry.mainnet --only inv,tx --json --sent --no-fetch --count 3 --for 0.5';
    expect(read(line)).toMatchObject({
      network: lbry.mainnet,
      targets: [
        { host: 'a', port: 9246 },
        { host: '::1', port: 9246 },
        { host: '::1', port: 1 },
        { host: '::2', port: 9246 },
        { host: 'b', port: 65_535 },
      ],
      only: new Set(['inv', 'tx']),
      json: true,
      sent: true,
      fetch: false,
      count: 3,
      forMs: 500,
    });
  });

  it.each(['--help', '-h', 'help'])('gives its help by %s', (line) => {
    expect(read(line)).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('rxpeer watch HOST[:PORT]...'),
    });
  });

  it.each(['watch --help', 'watch -h', 'help watch', 'watch h --json --help'])(
    'gives the help of watch by %s',
    (line) => {
      expect(read(line)).toMatchObject({ kind: 'text', text: expect.stringContaining('lbry.regtest') });
    },
  );

  it.each([
    ['', /unknown command ""/],
    ['listen', /unknown command "listen": known is watch/],
    ['watch', /HOST\[:PORT\] is missing/],
    ['watch h --network bitcoin', /unknown network "bitcoin": known are bitcoin\.mainnet, .*lbry\.simnet$/],
    ['watch h --network', /network/],
    ['watch h --only inv,foo', /unknown command in --only: "foo"; known are version, verack, .*unknown$/],
    ['watch h --only=', /unknown command in --only: ""/],
    ['watch h:0', /no HOST\[:PORT\]: "h:0"/],
    ['watch h:65536', /no HOST\[:PORT\]: "h:65536"/],
    ['watch h:', /no HOST\[:PORT\]/],
    ['watch [::1', /no HOST\[:PORT\]/],
    ['watch h --count 0', /^--count: /],
    ['watch h --count 1.5', /^--count: /],
    ['watch h --for x', /^--for: /],
    ['watch h --for 9999999', /^--for: /],
    ['watch h --colour', /--colour/],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
  });

  it('refuses nothing at all', () => {
    expect(() => readCommandLine([])).toThrow(/a command is missing/);
  });
});
