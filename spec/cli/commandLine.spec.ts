import { describe, expect, it } from '@jest/globals';
import { bitcoin, lbry } from '../../lib/index.js';
import { UsageError } from '../../lib/cli/arguments.js';
import { parseCommandLine } from '../../lib/cli/commandLine.js';

const read = (line: string) => parseCommandLine(line.split(' '));

describe('readCommandLine', () => {
  it('has a default for each option', () => {
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
      metricsPort: undefined,
    });
    expect(read('watch --simulate')).toMatchObject({ network: bitcoin.regtest, targets: [], simulate: true });
  });

  it('parses hosts, the network and all other options', () => {
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

  it('parses the options of record, replay and marbles', () => {
    expect(read('record a -o x.rxcap --append --for 2')).toMatchObject({
      ...{ kind: 'record', path: 'x.rxcap', format: 'rxcap', append: true, overwrite: false, forMs: 2000 },
      targets: [{ host: 'a', port: 8333 }],
    });
    expect(read('record --simulate --out d --format core')).toMatchObject({
      ...{ format: 'core', network: bitcoin.regtest, withSecrets: false },
    });
    expect(read('record a -o x --with-secrets')).toMatchObject({ format: 'rxcap', withSecrets: true });
    expect(read('replay x.rxcap')).toMatchObject({ kind: 'replay', path: 'x.rxcap', speed: 1, session: undefined });
    expect(read('replay x --speed max --peer 2 --only inv,unknown')).toMatchObject({
      ...{ speed: Infinity, session: 2, only: new Set(['inv', 'unknown']) },
    });
    expect(read('replay x --speed 0.5 --network lbry.regtest')).toMatchObject({ speed: 0.5, network: lbry.regtest });
    expect(read('marbles x --only inv --from 1.5 --to 2')).toMatchObject({
      ...{ kind: 'marbles', only: new Set(['inv']), fromMs: 1500, toMs: 2000 },
    });
  });

  it.each(['--version', '-V', 'version'])('prints the version by %s', (line) => {
    expect(read(line)).toEqual({ kind: 'version' });
  });

  it.each(['2001:db8::1', '2001:db8::1:2', '2001:db8:0:0:0:0:0:8333', 'fe80::123', '2001:db8::8333'])(
    'accepts the IPv6 address %s without brackets',
    (host) => expect(read(`watch ${host}`)).toMatchObject({ targets: [{ host, port: 8333 }] }),
  );

  it.each(['--help', '-h', 'help', 'help --help'])('prints the general help by %s', (line) => {
    expect(read(line)).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('rxpeer watch HOST[:PORT]...'),
    });
  });

  it.each(['record', 'replay', 'export', 'marbles'])('prints the help of %s', (command) => {
    for (const line of [`${command} --help`, `help ${command}`]) {
      expect(read(line)).toMatchObject({ kind: 'text', text: expect.stringMatching(`^rxpeer ${command} `) });
    }
  });

  it.each(['watch --help', 'watch -h', 'help watch', 'watch h --json --help'])(
    'prints the help of watch by %s',
    (line) => {
      expect(read(line)).toMatchObject({ kind: 'text', text: expect.stringContaining('lbry.regtest') });
    },
  );

  it.each(['', ' watch', ' record', ' replay', ' export', ' marbles', ' dashboard'])(
    'keeps "help%s" within 110 columns',
    (command) => {
      const lines = (read(`help${command}`) as { text: string }).text.split('\n');
      expect(lines.filter((line) => line.length > 110)).toEqual([]);
    },
  );

  it.each([
    ['', /^unknown subcommand ""; known subcommands: /],
    [
      'listen',
      /^unknown subcommand "listen"; known subcommands: watch, record, replay, export, marbles, dashboard, broadcast, bridge, simulate, publish$/,
    ],
    ['wacth h', /^unknown subcommand "wacth": did you mean watch\?$/],
    ['watch', /^missing HOST\[:PORT\]: name at least one node, or give --simulate$/],
    ['watch h --network bitcoin', /^--network: .*"bitcoin".*bitcoin\.mainnet, .*lbry\.simnet$/],
    ['watch h --network', /network/],
    ['watch h --only inv,foo', /^--only: unknown command "foo"; known commands: version, verack, .*unknown$/],
    ['watch h --only pnig', /^--only: unknown command "pnig": did you mean ping\?$/],
    ['watch h --only=', /^--only: unknown command ""; known commands: /],
    ['watch h:0', /invalid HOST\[:PORT\] "h:0": expected a port from 1 to 65535/],
    ['watch h:65536', /invalid HOST\[:PORT\] "h:65536"/],
    ['watch h:', /invalid HOST\[:PORT\]/],
    ['watch [::1', /invalid HOST\[:PORT\].*brackets around an IPv6 host that has a port/],
    ['watch ::1:34483', /ambiguous IPv6 HOST\[:PORT\] "::1:34483": write \[::1\]:34483 for port 34483 of ::1$/],
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
    ['watch --simulate --network regtest', /^--network: .*"regtest".*did you mean bitcoin\.regtest or lbry\.regtest\?/],
    ['watch --simulate --network Signet', /did you mean bitcoin\.signet\?/],
    ['watch --simulate --network constructor', /^--network: .*"constructor".*bitcoin\.mainnet, /],
    ['help nosuch', /^unknown subcommand "nosuch"; known subcommands: watch, record/],
    ['help constructor', /^unknown subcommand "constructor"; known subcommands: watch, record/],
    ['help toString', /^unknown subcommand "toString"/],
    ['help __proto__', /^unknown subcommand "__proto__"/],
    ['constructor', /^unknown subcommand "constructor"/],
    ['__proto__ --help', /^unknown subcommand "__proto__"/],
    ['watch --constructor', /^unknown option "--constructor"; known options: --network, .*--reconnect$/],
    ['watch --__proto__', /^unknown option "--__proto__"/],
    ['watch h -x', /^unknown option "-x"; known options: /],
    ['watch h --jsn', /^unknown option "--jsn": did you mean --json\?$/],
    ['watch h --count 0', /^--count: expected a whole number from 1 to 9007199254740991, got "0"$/],
    ['watch h --count 1.5', /^--count: /],
    ['watch h --for x', /^--for: expected seconds above 0, at most 2147483, got "x"$/],
    ['watch h --for 9999999', /^--for: /],
    ['watch h --colour', /^unknown option "--colour"/],
    ['record h', /^missing --out FILE: /],
    ['record -o x', /^missing HOST\[:PORT\]: /],
    ['record h -o x --format pcap', /^--format: expected rxcap or core, got "pcap"$/],
    ['record h -o x --append --overwrite', /^--append and --overwrite exclude each other/],
    [
      'record h -o x --with-secrets --format core',
      /^--with-secrets: expected --format rxcap, got --format core, which holds neither encrypted bytes nor secrets$/,
    ],
    ['record h -o x --append --format core', /^--append: expected --format rxcap, got --format core$/],
    ['replay', /^missing FILE: /],
    ['replay x y', /^expected one FILE, got a second one: "y"$/],
    ['replay x --speed 0', /^--speed: expected "max" or a number above 0, at most 1000000000, got "0"$/],
    ['replay x --speed fast', /^--speed: /],
    ['replay x --peer 0', /^--peer: /],
    ['export x', /^missing --pcap OUT or --parquet OUT: name what to write; --pcap - is standard output$/],
    ['export x --pcap=', /^missing --pcap OUT/],
    ['export --pcap y', /^missing FILE/],
    ['export x --pcap y --peer 0', /^--peer: expected a whole number/],
    ['marbles x --from 2 --to 1', /^expected --from before --to, got --from 2 and --to 1$/],
    ['marbles x --only nosuch', /^--only: unknown command "nosuch"/],
  ])('refuses "%s"', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
  });

  it('refuses an empty command line', () => {
    expect(() => parseCommandLine([])).toThrow('missing subcommand: expected one of watch, record, replay');
  });
});
