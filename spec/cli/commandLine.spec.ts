import { describe, expect, it } from '@jest/globals';
import { bitcoin, lbry } from '../../lib/index.js';
import { UsageError } from '../../lib/cli/arguments.js';
import { readCommandLine } from '../../lib/cli/commandLine.js';

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
      noColor: false,
      reconnect: false,
      forMs: undefined,
    });
    expect(read('watch --simulate')).toMatchObject({ network: bitcoin.regtest, targets: [], simulate: true });
  });

  it('reads hosts, networks and all the rest', () => {
    const line =
      'watch a [::1] [::1]:1 ::2 b:65535 --network lbry.mainnet --only inv,tx --json --sent --no-fetch --count 3 --for 0.5 --reconnect --no-color';
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
      noColor: true,
      reconnect: true,
      forMs: 500,
    });
  });

  it('reads what to record, to replay, to make a test of', () => {
    expect(read('record a -o x.rxcap --append --for 2')).toMatchObject({
      ...{ kind: 'record', path: 'x.rxcap', format: 'rxcap', append: true, overwrite: false, forMs: 2000 },
      targets: [{ host: 'a', port: 8333 }],
    });
    expect(read('record --simulate --out d --format core')).toMatchObject({ format: 'core', network: bitcoin.regtest });
    expect(read('replay x.rxcap')).toMatchObject({ kind: 'replay', path: 'x.rxcap', speed: 1, session: undefined });
    expect(read('replay x --speed max --peer 2 --only inv,unknown')).toMatchObject({
      ...{ speed: Infinity, session: 2, only: new Set(['inv', 'unknown']) },
    });
    expect(read('replay x --speed 0.5 --network lbry.regtest')).toMatchObject({ speed: 0.5, network: lbry.regtest });
    expect(read('marbles x --only inv --from 1.5 --to 2')).toMatchObject({
      ...{ kind: 'marbles', only: new Set(['inv']), fromMs: 1500, toMs: 2000 },
    });
  });

  it.each(['--version', '-V', 'version'])('gives its version by %s', (line) => {
    expect(read(line)).toEqual({ kind: 'version' });
  });

  it.each(['2001:db8::1', '2001:db8::1:2', '2001:db8:0:0:0:0:0:8333', 'fe80::123', '2001:db8::8333'])(
    'reads the IPv6 address %s without brackets',
    (host) => expect(read(`watch ${host}`)).toMatchObject({ targets: [{ host, port: 8333 }] }),
  );

  it.each(['--help', '-h', 'help', 'help --help'])('gives its help by %s', (line) => {
    expect(read(line)).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('rxpeer watch HOST[:PORT]...'),
    });
  });

  it.each(['record', 'replay', 'marbles'])('gives the help of %s', (command) => {
    for (const line of [`${command} --help`, `help ${command}`]) {
      expect(read(line)).toMatchObject({ kind: 'text', text: expect.stringMatching(`^rxpeer ${command} `) });
    }
  });

  it.each(['watch --help', 'watch -h', 'help watch', 'watch h --json --help'])(
    'gives the help of watch by %s',
    (line) => {
      expect(read(line)).toMatchObject({ kind: 'text', text: expect.stringContaining('lbry.regtest') });
    },
  );

  it.each([
    ['', /unknown command ""/],
    ['listen', /unknown command "listen": known are watch, record, replay, marbles, dashboard/],
    ['watch', /HOST\[:PORT\] is missing/],
    ['watch h --network bitcoin', /unknown network "bitcoin": did you mean bitcoin\.mainnet or .*lbry\.simnet$/],
    ['watch h --network', /network/],
    ['watch h --only inv,foo', /unknown command in --only: "foo"; known are version, verack, .*unknown$/],
    ['watch h --only=', /unknown command in --only: ""/],
    ['watch h:0', /invalid HOST\[:PORT\] "h:0": a port is 1 to 65535/],
    ['watch h:65536', /invalid HOST\[:PORT\] "h:65536"/],
    ['watch h:', /invalid HOST\[:PORT\]/],
    ['watch [::1', /invalid HOST\[:PORT\].*put an IPv6 host in brackets/],
    ['watch ::1:34483', /unclear IPv6 HOST\[:PORT\] "::1:34483": write \[::1\]:34483 for port 34483 of ::1$/],
    [
      'watch ::1:8333',
      /write \[::1\]:8333 for port 8333 of ::1, or \[::1:8333\] for this address and the default port$/,
    ],
    ['dashboard 2001:db8::1:8333', /write \[2001:db8::1\]:8333/],
    [
      'record 2001:db8:0:0:0:0:0:1:8333 -o x',
      /write \[2001:db8:0:0:0:0:0:1\]:8333 for port 8333 of 2001:db8:0:0:0:0:0:1$/,
    ],
    ['watch --simulate --count -1', /^Option '--count' argument is ambiguous\. Did you [^\n]*$/],
    [
      'watch --simulate --network regtest',
      /unknown network "regtest": did you mean bitcoin\.regtest or lbry\.regtest\? known are /,
    ],
    ['watch --simulate --network Signet', /did you mean bitcoin\.signet\?/],
    ['watch --simulate --network constructor', /unknown network "constructor": known are/],
    ['help nonsense', /^unknown command "nonsense": known are watch, record/],
    ['help constructor', /^unknown command "constructor": known are watch, record/],
    ['help toString', /^unknown command "toString"/],
    ['help __proto__', /^unknown command "__proto__"/],
    ['constructor', /^unknown command "constructor"/],
    ['__proto__ --help', /^unknown command "__proto__"/],
    ['watch --constructor', /Unknown option '--constructor'/],
    ['watch --__proto__', /Unknown option '--__proto__'/],
    ['watch h --count 0', /^--count: /],
    ['watch h --count 1.5', /^--count: /],
    ['watch h --for x', /^--for: /],
    ['watch h --for 9999999', /^--for: /],
    ['watch h --colour', /--colour/],
    ['record h', /--out FILE is missing/],
    ['record -o x', /HOST\[:PORT\] is missing/],
    ['record h -o x --format pcap', /^--format: rxcap or core expected, got "pcap"/],
    ['record h -o x --append --overwrite', /exclude each other/],
    ['record h -o x --append --format core', /--append is not possible with --format core/],
    ['replay', /a FILE is missing/],
    ['replay x y', /one FILE expected, got "y", too/],
    ['replay x --speed 0', /^--speed: /],
    ['replay x --speed fast', /^--speed: /],
    ['replay x --peer 0', /^--peer: /],
    ['marbles x --from 2 --to 1', /--from comes after --to/],
    ['marbles x --only nonsense', /unknown command in --only: "nonsense"/],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
  });

  it('refuses nothing at all', () => {
    expect(() => readCommandLine([])).toThrow(/a command is missing/);
  });
});
