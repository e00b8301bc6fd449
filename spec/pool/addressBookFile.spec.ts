import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bitcoin, LocalProtocolError, lbry } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { AddressBook } from '../../lib/pool/addressBook.js';
import { loadAddressBook, saveAddressBook } from '../../lib/pool/addressBookFile.js';
import { parseAddressBook, formatAddressBook, type SavedAddressBook } from '../../lib/pool/addressBookText.js';
import { peerAddressOf } from '../../lib/pool/peerAddress.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { startProgram } from '../helpers/nodes/program.js';
import { transpile } from '../helpers/nodes/transpile.js';
import { exceedsLimit } from '../helpers/peer/exceedsLimit.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addrOf } from './hosts.js';
import { addressesInGroups, eventLogOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

let root: string;
let folder: string;
let file: string;
let count = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'rxpeer-pool-'));
});

beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
  file = join(folder, 'peers.json');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A saved address book with a number of addresses, every other one tried. */
function bookOf(entries: number): SavedAddressBook {
  const { bytes: random } = createSeededRandom(1, 'file');
  const book = new AddressBook({ capacity: 10_000, random });
  for (const [i, text] of addressesInGroups(entries).entries()) {
    book.addDiscovered(
      { address: peerAddressOf(text)!, services: 2n ** 64n - 1n, lastSeenMs: 1000 + i },
      `dns:${i % 40}.example`,
    );
    if (i % 2 === 0) book.markConnected(text, 9n, 5000);
  }
  return {
    network: 'bitcoin.regtest',
    entries: [...book.tried, ...book.fresh],
    avoided: [
      {
        host: '6.6.6.6',
        kind: 'discouraged',
        reason: { code: 'LIMIT_EXCEEDED', text: 'a "reason"' },
        sinceMs: 6000,
        untilMs: 7000,
      },
      { host: '2a01:1::/64', kind: 'banned', reason: { code: 'MANUAL', text: '' }, sinceMs: 6000, untilMs: 8000 },
    ],
  };
}

describe('the text of an address book', () => {
  it('is parsed to the same book', () => {
    const book = bookOf(50);
    expect(parseAddressBook(formatAddressBook(book))).toEqual(book);
    const empty = { network: 'a', entries: [], avoided: [] };
    expect(parseAddressBook(formatAddressBook(empty))).toEqual(empty);
  });

  it('has one address per line', () => {
    const lines = formatAddressBook(bookOf(2)).split('\n');
    expect(lines[0]).toBe('{"format":"rxpeer address book","version":2,"network":"bitcoin.regtest","addresses":[');
    expect(JSON.parse(lines[1]!.slice(0, -1))).toEqual({
      address: '20.0.0.1:8333',
      source: 'dns:0.example',
      services: '9',
      lastSeenMs: 5000,
      lastGoodMs: 5000,
      failures: 0,
    });
    expect(
      Math.max(
        ...formatAddressBook(bookOf(500))
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThan(1000);
  });

  it('is refused when it is truncated at any place', () => {
    const text = formatAddressBook(bookOf(4)).trimEnd();
    for (let length = 0; length < text.length; length++)
      expect(() => parseAddressBook(text.slice(0, length))).toThrow();
  });

  it.each([
    [/version 3, 1 or 2 expected/, { version: 3 }],
    [/not an address book/, { format: 'other' }],
    [/network is not a text/, { network: 7 }],
    [/addresses is not a list/, { addresses: {} }],
    [/avoided is not a list/, { avoided: undefined }],
    [/bans is not a list/, { version: 1 }],
    [/addresses\/0 is not an object/, { addresses: [7] }],
    [/addresses\/0\/address is not an address/, { addresses: [{ address: '1.2.3.4' }] }],
    [/addresses\/0\/source is not a text/, { addresses: [{ address: '1.2.3.4:1' }] }],
    [/addresses\/0\/services/, { addresses: [{ address: '1.2.3.4:1', source: '', services: '-1' }] }],
    [/addresses\/0\/lastSeenMs/, { addresses: [{ address: '1.2.3.4:1', source: '', services: '1', lastSeenMs: 0.5 }] }],
    [/bans\/0\/0 is not a text/, { version: 1, bans: [[7, 7]] }],
    [/bans\/0 is not a whole number/, { version: 1, bans: [['a', -1]] }],
    [/bans\/0 is not a list/, { version: 1, bans: ['a'] }],
    [/avoided\/0 is not an object/, { avoided: [7] }],
    [/avoided\/0\/host is not a text/, { avoided: [{}] }],
    [/avoided\/0\/kind is unknown/, { avoided: [{ host: 'a', kind: 'b' }] }],
    [/avoided\/0\/code is not a text/, { avoided: [{ host: 'a', kind: 'banned' }] }],
    [/avoided\/0\/text is not a text/, { avoided: [{ host: 'a', kind: 'banned', code: '' }] }],
    [/avoided\/0\/sinceMs/, { avoided: [{ host: 'a', kind: 'banned', code: '', text: '' }] }],
    [/avoided\/0\/untilMs/, { avoided: [{ host: 'a', kind: 'banned', code: '', text: '', sinceMs: 0 }] }],
  ])('is refused with %s', (message, change) => {
    const root = JSON.parse(formatAddressBook({ network: 'a', entries: [], avoided: [] })) as object;
    expect(() => parseAddressBook(JSON.stringify({ ...root, ...change }))).toThrow(message);
  });
});

describe('the file of an address book', () => {
  it('is written and read', () => {
    expect(loadAddressBook(file, 100)).toBeUndefined();
    saveAddressBook(file, bookOf(10));
    saveAddressBook(file, bookOf(20));
    expect(loadAddressBook(file, 100)).toEqual(bookOf(20));
    expect(readdirSync(folder)).toEqual(['peers.json']);
  });

  it('is renamed when it is damaged, each time to a new number', () => {
    for (const n of [1, 2, 3]) {
      writeFileSync(file, `damage ${n}`);
      expect(() => loadAddressBook(file, 100)).toThrow(`renamed to ${file}.damaged-${n}`);
      expect(readFileSync(`${file}.damaged-${n}`, 'utf8')).toBe(`damage ${n}`);
    }
    expect(loadAddressBook(file, 100)).toBeUndefined();
  });

  it('is renamed without being read when it is too long', () => {
    writeFileSync(file, formatAddressBook(bookOf(2)).padEnd(20_000));
    expect(loadAddressBook(file, 20)).toEqual(bookOf(2));
    expect(() => loadAddressBook(file, 19)).toThrow('at most 19000 bytes expected, got more');
    expect(readdirSync(folder)).toEqual(['peers.json.damaged-1']);
  });

  it('is not renamed when it cannot be read', () => {
    mkdirSync(file);
    expect(() => loadAddressBook(file, 100)).toThrow(/cannot read the address book .*: it is not a regular file/);
    expect(() => saveAddressBook(file, bookOf(1))).toThrow(/cannot save the address book .*: it is not a regular file/);
    expect(() => saveAddressBook(join(folder, 'none', 'a'), bookOf(1))).toThrow(/ENOENT/);
  });

  it('can be read only by its owner', () => {
    saveAddressBook(file, bookOf(1));
    chmodSync(file, 0o644);
    saveAddressBook(file, bookOf(1));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not written through a symbolic link at its temporary name', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, `${file}.new`);
    saveAddressBook(file, bookOf(3));
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(loadAddressBook(file, 100)).toEqual(bookOf(3));
    expect(readdirSync(folder).sort()).toEqual(['peers.json', 'victim']);
  });

  it('is the target of a symbolic link', () => {
    const target = join(folder, 'target.json');
    symlinkSync('target.json', join(folder, 'second'));
    symlinkSync(join(folder, 'second'), file);
    expect(loadAddressBook(file, 100)).toBeUndefined();
    saveAddressBook(file, bookOf(1));
    saveAddressBook(file, bookOf(3));
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect([loadAddressBook(file, 100), loadAddressBook(target, 100)]).toEqual([bookOf(3), bookOf(3)]);
    writeFileSync(target, 'damage');
    expect(() => loadAddressBook(file, 100)).toThrow(`${target}.damaged-1`);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
  });

  it('is an error if symbolic links form a circle', () => {
    symlinkSync('peers.json', file);
    expect(() => loadAddressBook(file, 100)).toThrow(/cannot read the address book .*: more than 40 symbolic links/);
    expect(() => saveAddressBook(file, bookOf(1))).toThrow(/more than 40 symbolic links/);
  });

  it('is a regular file: a pipe does not block, and a device is neither read nor replaced', () => {
    execFileSync('mkfifo', [file]);
    expect(() => loadAddressBook(file, 100)).toThrow(/it is not a regular file/);
    expect(() => saveAddressBook(file, bookOf(1))).toThrow(/it is not a regular file/);
    expect(lstatSync(file).isFIFO()).toBe(true);
    const zeros = join(folder, 'zeros');
    symlinkSync('/dev/zero', zeros);
    expect(() => loadAddressBook(zeros, 100)).toThrow(/it is not a regular file/);
    expect(() => saveAddressBook(zeros, bookOf(1))).toThrow(/it is not a regular file/);
  });

  it('is completely the old book or completely the new one when the writer is killed', async () => {
    const code = transpile('lib/pool/addressBookFile.ts', join(folder, 'code'));
    const program = join(folder, 'writer.mjs');
    writeFileSync(program, writerOf(code, file));
    let generations = 0;
    for (const afterMs of [0, 3, 7, 12, 20, 31]) {
      const writer = startProgram([program]);
      await writer.line(/^writing$/);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await writer.kill();
      const { entries, network } = loadAddressBook(file, 100_000)!;
      expect(entries.length).toBe(10_000);
      expect(new Set(entries.map(({ source }) => source))).toEqual(new Set([network]));
      generations += Number(network);
    }
    expect(generations).toBeGreaterThanOrEqual(12);
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });
});

describe('a pool with a book', () => {
  const nodes = addressesInGroups(30);

  /** Runs a pool of 8 connections that has discovered 30 nodes, ten of which accept connections. */
  function lived(net: VirtualNetwork): void {
    const peers = nodesAt(net, nodes.slice(0, 10));
    const pool = poolIn(net, { addresses: nodes.slice(0, 1), addressBookFile: file });
    pool.joined$.subscribe((peer) => {
      const node = peers.find(({ address }) => address !== peer.address)!;
      if (peer.address === nodes[0]) void node.send(addrOf(nodes, net.scheduler.now()));
    });
    pool.start();
    net.advance(300_000);
    expect(statsOf(pool)).toMatchObject({ outbound: 8 });
    pool.close();
  }

  it('dials addresses first to which it connected before', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    lived(net);
    const saved = loadAddressBook(file, 20_000)!;
    const tried = saved.entries.filter(({ lastGoodMs }) => lastGoodMs > 0).map(({ address }) => address.key);
    expect(tried.length).toBeGreaterThanOrEqual(7);
    const dialled: string[] = [];
    const again = poolIn(net, {
      addressBookFile: file,
      dial: ({ host, port }) => {
        dialled.push(`${host}:${port}`);
        return net.dial(`${host}:${port}`);
      },
    });
    again.start();
    expect(statsOf(again)).toMatchObject({
      triedAddresses: tried.length,
      freshAddresses: saved.entries.length - tried.length,
    });
    expect([...dialled.slice(0, tried.length)].sort()).toEqual(tried.sort());
    net.advance(60_000);
    expect(statsOf(again).outbound).toBe(8);
  });

  it('saves it every 15 minutes', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { addressBookFile: file });
    pool.start();
    net.advance(15 * 60_000 - 1);
    expect(readdirSync(folder)).toEqual([]);
    net.advance(1);
    expect(readdirSync(folder)).toEqual(['peers.json']);
  });

  it('restores discouraged and banned hosts with the same end', () => {
    const net = virtualNetwork();
    const port = bitcoin.regtest.defaultPort;
    const atMs: number[] = [];
    net.listen(`20.0.0.1:${port}`).subscribe((duplex) => {
      atMs.push(net.scheduler.now());
      net.attack(duplex, exceedsLimit());
    });
    const options = { dnsSeeds: ['seed.example'], resolve: () => [['20.0.0.1']], addressBookFile: file };
    const first = poolIn(net, options);
    first.start();
    first.ban('2a01:1::7', { durationMs: 400 * 86_400_000, reason: 'by hand' });
    net.advance(3_600_000);
    const known = [first.discouraged(), first.banned()];
    expect(known.map(({ length }) => length)).toEqual([1, 1]);
    first.close();
    const second = poolIn(net, options);
    second.start();
    expect([second.discouraged(), second.banned()]).toEqual(known);
    expect(statsOf(second)).toMatchObject({ discouragedAddresses: 1, bannedAddresses: 1 });
    net.scheduler.advanceTo(atMs[0]! + 86_400_000 - 1);
    expect(atMs.length).toBe(1);
    net.advance(1);
    expect(atMs.length).toBe(2);
  });

  it('restores the bans of version 1 as discouragements, except those of hosts that are never discouraged', () => {
    const net = virtualNetwork();
    const nowMs = net.scheduler.now();
    const untilMs = nowMs + 3_600_000;
    const bans = [
      '6.6.6.6:8333',
      '6.6.6.7',
      '[2a01:1:1:1::7]:8333',
      '2a01:1:1:1::8',
      '127.0.0.1:1',
      '::1',
      '30.0.0.1:8333',
    ];
    const lines = [...bans.map((who) => [who, untilMs]), ['6.6.6.8', nowMs]];
    const head = { format: 'rxpeer address book', version: 1, network: 'bitcoin.regtest', addresses: [] };
    writeFileSync(file, JSON.stringify({ ...head, bans: lines }));
    const pool = poolIn(net, { addressBookFile: file, addresses: ['30.0.0.1:8333'], discourageMs: 60_000 });
    pool.start();
    expect(pool.banned()).toEqual([]);
    expect(pool.discouraged().map(({ host }) => host)).toEqual(['6.6.6.6', '6.6.6.7', '2a01:1:1:1::/64']);
    expect(pool.discouraged()[0]).toEqual({
      host: '6.6.6.6',
      kind: 'discouraged',
      reason: { code: 'UNKNOWN', text: 'banned by an earlier version' },
      sinceMs: 0,
      // At most discourageMs of the pool.
      untilMs: nowMs + 60_000,
    });
  });

  it('dials the addresses that the user named although their host was banned in the saved book', () => {
    const net = virtualNetwork();
    const host = { host: '20.0.0.1', reason: { code: 'A', text: '' }, sinceMs: 1, untilMs: 2 ** 52 };
    saveAddressBook(file, {
      network: 'bitcoin.regtest',
      entries: [],
      avoided: [
        { ...host, kind: 'banned' },
        { ...host, kind: 'discouraged' },
      ],
    });
    const peers = nodesAt(net, ['20.0.0.1:8333']);
    poolIn(net, { addressBookFile: file, addresses: ['20.0.0.1:8333'] }).start();
    net.advance(0);
    expect(peers.length).toBe(1);
  });

  it('starts a new book if the file is damaged, and emits a fault', () => {
    writeFileSync(file, '{"format":"rxpeer address book","ver');
    const net = virtualNetwork();
    const pool = poolIn(net, { addressBookFile: file });
    const faults = outcomeOf(pool.faults$);
    pool.start();
    expect(faults.values).toMatchObject([{ name: 'PoolError', code: 'FILE_DAMAGED' }]);
    pool.close();
    expect(readdirSync(folder).sort()).toEqual(['peers.json', 'peers.json.damaged-1']);
    expect(loadAddressBook(file, 100)).toMatchObject({ entries: [] });
  });

  it('does not overwrite a file that it cannot read', () => {
    mkdirSync(file);
    const net = virtualNetwork();
    const pool = poolIn(net, { addressBookFile: file });
    const faults = outcomeOf(pool.faults$);
    pool.start();
    net.advance(3_600_000);
    pool.close();
    expect(faults.values).toMatchObject([{ code: 'FILE_FAILED' }]);
    expect(readdirSync(folder)).toEqual(['peers.json']);
  });

  it('emits a fault when it cannot save, and continues', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { addressBookFile: join(folder, 'none', 'peers.json') });
    const faults = outcomeOf(pool.faults$);
    pool.start();
    net.advance(31 * 60_000);
    pool.close();
    expect(faults.values.map(({ code }) => code)).toEqual(['FILE_FAILED', 'FILE_FAILED', 'FILE_FAILED']);
  });

  it('refuses the book of another network with INVALID_OPTION', () => {
    const saved = { ...bookOf(3), network: lbry.mainnet.name };
    saveAddressBook(file, saved);
    const pool = poolIn(virtualNetwork(), { addressBookFile: file });
    expect(() => pool.start()).toThrow(LocalProtocolError);
    expect(() => pool.start()).toThrow('addressBookFile: a book of bitcoin.regtest expected, got one of lbry.mainnet');
    pool.close();
    expect(loadAddressBook(file, 100)).toEqual(saved);
  });

  it('restores only addresses that can be dialled and were seen within 30 days', () => {
    const net = virtualNetwork();
    const nowMs = net.scheduler.now();
    const entry = { source: 'a', services: 0n, lastSeenMs: nowMs, lastGoodMs: 0, failures: 0, notBeforeMs: 0 };
    const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion:1';
    const kept = ['1.2.3.4:8333', '10.2.3.4:8333', '1.2.3.5:22', onion, 'a.example:8333'].map((text) => ({
      ...entry,
      address: peerAddressOf(text)!,
    }));
    const old = { ...entry, address: peerAddressOf('1.3.3.4:8333')!, lastSeenMs: nowMs - 31 * 86_400_000 };
    const oldAndGood = { ...old, address: peerAddressOf('1.4.3.4:8333')!, lastGoodMs: 1 };
    const avoided = { kind: 'discouraged', reason: { code: 'A', text: '' }, sinceMs: 1 } as const;
    saveAddressBook(file, {
      network: 'bitcoin.regtest',
      entries: [...kept, old, oldAndGood],
      avoided: [
        { ...avoided, host: 'b', untilMs: nowMs },
        { ...avoided, host: 'c', untilMs: 2 * nowMs },
      ],
    });
    const pool = poolIn(net, { addressBookFile: file });
    pool.start();
    expect(statsOf(pool)).toMatchObject({ freshAddresses: 1, triedAddresses: 1, discouragedAddresses: 1 });
    net.advance(86_400_000);
    expect(statsOf(pool)).toMatchObject({ discouragedAddresses: 0 });
  });

  it('writes nothing before start()', () => {
    const pool = poolIn(virtualNetwork(), { addressBookFile: file });
    const eventLog = eventLogOf(pool);
    pool.close();
    pool.start();
    expect([eventLog.length, readdirSync(folder)]).toEqual([4, []]);
  });
});

/** A program that saves one book of 10,000 addresses after another, each with its number in every line. */
function writerOf(code: string, path: string): string {
  return `
import { saveAddressBook } from ${JSON.stringify(code)};
// Exits after a while if the test cannot kill it.
for (let generation = 1; performance.now() < 20_000; generation++) {
  const entries = Array.from({ length: 10000 }, (_, i) => ({
    address: { key: '1.2.' + (i >> 8) + '.' + (i & 255) + ':1' },
    source: String(generation), services: 1n, lastSeenMs: 1, lastGoodMs: 0, failures: 0,
  }));
  saveAddressBook(${JSON.stringify(path)}, { network: String(generation), entries, avoided: [] });
  if (generation === 2) console.log('writing');
}`;
}
