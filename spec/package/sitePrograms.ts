import type { SiteNodes } from './siteNodes.js';

/** A program of a page of the site that is run. */
export interface SiteProgram {
  /** The name of the example. */
  readonly name: string;
  /** What has to be installed: without it the program is not run. Default: nothing. */
  readonly needs?: 'proxy' | 'nats';
  /** The arguments of the program. Default: none. */
  readonly args?: (nodes: SiteNodes) => readonly string[];
  /** Each pattern matches a line that the program prints, in any order. */
  readonly lines: readonly RegExp[];
  /** The program exits, with status 0. Otherwise it is killed after these lines. */
  readonly exits?: boolean;
  /** A program that is run afterwards, because it reads what this one wrote. */
  readonly next?: SiteProgram;
}

const PROGRAMS_OF_CONCEPTS: readonly SiteProgram[] = [
  { name: 'hotAndCold.ts', lines: [/node: 3$/, /^first subscriber$/, /^second subscriber$/] },
  {
    name: 'threeWays.ts',
    lines: [/^dial: height 10 ping true$/, /^connect: protocol \d+$/, /^pool: joined true$/, /closed by local$/],
  },
  { name: 'countAnnouncements.ts', lines: [/^announced so far: [1-9]/, /^block of [2-9]$/] },
  {
    name: 'exchanges.ts',
    lines: [/^sent getheaders answered$/, /^sent getdata answered$/, /^sent getdata notFound$/, /^ffffffff not found$/],
  },
  { name: 'slowConsumer.ts', lines: [/^stored \d+ unfinished bytes \d+ paused true$/, /^all stored, paused: false$/] },
  {
    name: 'policies.ts',
    lines: [/^core fault DUPLICATE_VERACK$/, /^lbcd closed DUPLICATE_VERACK$/, /^ignoring still connected$/],
  },
  {
    name: 'transports.ts',
    lines: [/^default by v2 session [0-9a-f]{8}$/, /^plaintext by v1 /, /^over a duplex by v2 /],
  },
];

const addressOf = ({ bitcoinPort }: SiteNodes): string => `127.0.0.1:${bitcoinPort}`;

const PROGRAMS_OF_GUIDES: readonly SiteProgram[] = [
  {
    name: 'propagationMonitor.ts',
    args: ({ addresses }) => addresses,
    lines: [/^transaction [0-9a-f]{16} of [2-8] peers: 50 % \d+ ms, 90 % \d+ ms first 127/],
  },
  {
    name: 'headerSync.ts',
    args: ({ filters: [port, genesisHash] }) => ['127.0.0.1', port, genesisHash],
    lines: [/^height 30 [0-9a-f]{64}$/, /^synchronised$/],
  },
  {
    name: 'filterScan.ts',
    args: ({ filters: [port, genesisHash, script] }) => [script, '127.0.0.1', port, genesisHash],
    lines: [/^blocks 31$/, /^paid \d+n in [0-9a-f]{64}$/],
    exits: true,
  },
  { name: 'servedMetrics.ts', args: (nodes) => [addressOf(nodes), '0'], lines: [/^metrics http:/, /^joined 127/] },
  { name: 'printedMetrics.ts', args: (nodes) => [addressOf(nodes), '1'], lines: [/^received inv [1-9]/] },
  { name: 'peersPage.ts', args: (nodes) => [addressOf(nodes), '0'], lines: [/^listening /] },
  {
    name: 'recordEachPeer.ts',
    args: (nodes) => [addressOf(nodes), '1'],
    lines: [/^peer-1\.rxcap \d{2,} records \d{3,} bytes$/],
    exits: true,
    next: {
      name: 'analyseRecording.ts',
      args: () => ['peer-1.rxcap'],
      lines: [/^received inv \d+ messages \d+ bytes$/, /^sent version 1 messages \d+ bytes$/],
      exits: true,
    },
  },
  {
    name: 'followNames.ts',
    args: ({ lbryPort }) => ['127.0.0.1', lbryPort],
    lines: [/^block .* claim trie /, / amount \d+n$/],
  },
  {
    name: 'throughTor.ts',
    needs: 'proxy',
    args: ({ bitcoinPort, proxy = '' }) => ['127.0.0.1', bitcoinPort, proxy, 'regtest'],
    lines: [/^connected to .*simulator.* by v2$/, /^inv 1$/],
  },
  {
    name: 'twoMonitors.ts',
    needs: 'nats',
    args: ({ nats = '' }) => [nats],
    lines: [
      /^peer 127.* of berlin$/,
      /^peer 127.* of tokyo$/,
      /^[0-9a-f]{16} first (berlin|tokyo) then (berlin|tokyo) \d+ ms later$/,
    ],
  },
  { name: 'ownChain.ts', lines: [/^magic on the wire 01020304$/, /^block [0-9a-f]{64} of example.regtest$/] },
];

/** The programs of the site. They need no real node; a SOCKS5 proxy is used instead of Tor. */
export const SITE_PROGRAMS: readonly SiteProgram[] = [
  { name: 'first.ts', lines: [/^connected to .*simulator/, /^announced: type 5 [0-9a-f]{64}$/, /^announced: type 2 /] },
  { name: 'firstBlock.ts', lines: [/^block [0-9a-f]{64} has [2-9] transactions$/] },
  ...PROGRAMS_OF_CONCEPTS,
  ...PROGRAMS_OF_GUIDES,
];
