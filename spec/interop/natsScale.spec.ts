import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { filter, map, merge, mergeMap, share, take, toArray } from 'rxjs';
import { bitcoin, firstSeen, sightings } from '../../lib/index.js';
import { firstSeenByNats, fromNats, type FirstSeenEvent, type MonitorStatus } from '../../lib/nats.js';
import { Cleanup, connectTo } from '../helpers/nodes/natsMonitor.js';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { eventually, soon } from '../helpers/nodes/soon.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const network = bitcoin.regtest;
const MONITORS = ['berlin', 'lima', 'tokyo', 'zurich'];
const NODES = 50;
/** How long all monitors are connected to all nodes. */
const OBSERVED_MS = 8000;
/** After this time every node that relays has announced an item: lag and latency of the slowest one, and its trickle. */
const SPREAD_MS = 3000;

/** A line of `rxpeer simulate --truth`. */
interface TrueItem {
  readonly kind: 'block' | 'transaction';
  readonly hash: string;
  readonly wtxid?: string;
  /** The address of the miner. */
  readonly node: string;
  readonly atMs: number;
}

/** A line of `rxpeer publish --json`. */
interface PublishedLine {
  readonly peers: number;
  readonly publishedMessages: number;
  readonly droppedMessages: number;
}

/** A key that was seen, with everything that was first about it. */
interface Firsts {
  /** How often `firstSeen` said that this is the first one. */
  count: number;
  readonly address: string;
  readonly atMs: number;
}

describeWithNats('four monitors of 50 simulated nodes', (program) => {
  const cleanup = new Cleanup();
  /** Messages that the reader received, by direction and command. */
  const received = new Map<string, number>();
  /** The same, as the processes of the monitors counted them. */
  const counted = new Map<string, number>();
  const firsts = new Map<string, Firsts>();
  const raced: FirstSeenEvent[] = [];
  let lines: PublishedLine[] = [];
  let statuses: readonly MonitorStatus[] = [];
  /** What the miner had while all monitors were connected. */
  let truth: TrueItem[] = [];

  beforeAll(async () => {
    const server = await startNats(program);
    cleanup.add(() => server.stop());
    const remote = fromNats(await connectTo(server.url, cleanup), { network });
    cleanup.add(() => remote.close());
    remote.connection$.pipe(mergeMap(({ traffic$ }) => traffic$)).subscribe(({ command, direction }) => {
      add(received, `${direction} ${command}`, 1);
    });
    remote.monitors$.subscribe((next) => (statuses = next));
    const sighting$ = remote.messages$.pipe(sightings(), share());
    sighting$
      .pipe(
        firstSeen({ keyOf: ({ key }) => key, scheduler: remote.scheduler }),
        filter(({ isFirst }) => isFirst),
      )
      .subscribe(({ firstAtMs, firstPeer, key }) => {
        const known = firsts.get(key);
        if (known === undefined) firsts.set(key, { count: 1, address: firstPeer.address, atMs: firstAtMs });
        else known.count += 1;
      });
    const race$ = MONITORS.map(async (monitor) => {
      const connection = await connectTo(server.url, cleanup);
      return sighting$.pipe(
        filter(({ peer }) => peer.monitor === monitor),
        firstSeenByNats(connection, { network, monitor }),
      );
    });
    merge(...(await Promise.all(race$))).subscribe((event) => raced.push(event));

    const truthFile = join(temporaryFolder(), 'truth.jsonl');
    const intervals = ['--block-interval', '2', '--transaction-interval', '0.1'];
    const simulated = run('simulate', '--nodes', String(NODES), '--seed', '1', '--truth', truthFile, ...intervals);
    const addresses = await soon(simulated.line$.pipe(take(NODES), toArray()), 'addresses of the simulated nodes');
    const publishers = MONITORS.map((monitor) => {
      const options = ['--network', network.name, '--nats', server.url, '--monitor', monitor];
      return run('publish', ...addresses, ...options, '--json', '--metrics', '0');
    });
    const lastLines = publishers.map(lastLine);
    await eventually(
      () => Promise.resolve(lastLines.map((last) => last())),
      (all) => all.every((line) => line?.peers === NODES),
      `${NODES} peers of every monitor`,
      20_000,
    );
    const fromMs = Date.now();
    await new Promise((resolve) => setTimeout(resolve, OBSERVED_MS));
    const untilMs = Date.now() - SPREAD_MS;
    expect(lastLines.map((last) => last()!.peers)).toEqual(MONITORS.map(() => NODES));
    // Nothing is sent any more, so the counts of all processes can be compared.
    simulated.signal('SIGSTOP');
    await eventually(
      async () => {
        counted.clear();
        await Promise.all(publishers.map((publisher) => countMetrics(publisher, counted)));
        lines = lastLines.map((last) => last()!);
        return [sum(received.values()), sum(counted.values()), sum(lines.map((line) => line.publishedMessages))];
      },
      ([read, sent, published]) => read === sent && sent === published,
      'equal counts of messages',
    );
    const text = await readFile(truthFile, 'utf8');
    truth = text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as TrueItem)
      .filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs);
  }, 60_000);

  afterAll(() => cleanup.run());

  function run(...args: string[]): Program {
    const started = startProgram(['dist/cli/rxpeer.js', ...args]);
    cleanup.add(() => started.kill());
    return started;
  }

  it('are read without a loss: each command as often as the four processes counted it', () => {
    expect(Object.fromEntries(received)).toEqual(Object.fromEntries(counted));
    expect(sum(received.values())).toBe(sum(lines.map(({ publishedMessages }) => publishedMessages)));
    expect(lines.map(({ droppedMessages }) => droppedMessages)).toEqual([0, 0, 0, 0]);
    expect(statuses.map(({ lostRecords, monitor, peers }) => ({ lostRecords, monitor, peers }))).toEqual(
      MONITORS.map((monitor) => ({ lostRecords: 0, monitor, peers: NODES })),
    );
    // So that the equality is one of something: each of 200 connections was opened and has announced.
    expect(counted.get('received version')).toBe(MONITORS.length * NODES);
    expect(counted.get('received inv')).toBeGreaterThan(MONITORS.length * NODES * 10);
  });

  it('see each item of the truth first exactly once, at the miner', () => {
    expect(truth.length).toBeGreaterThan(30);
    expect(new Set(truth.map(({ kind }) => kind))).toEqual(new Set(['block', 'transaction']));
    const seen = truth.map((item) => ({ item, first: firsts.get(item.hash) ?? firsts.get(item.wtxid ?? '') }));
    expect(seen.map(({ first }) => first?.count)).toEqual(truth.map(() => 1));
    // The miner has an item at that moment, every other node announces it later; our own processes share two cores.
    const atMiner = seen.filter(({ item, first }) => first!.address === item.node);
    expect(atMiner.length / seen.length).toBeGreaterThan(0.8);
  });

  it('have one winner for each hash among them', () => {
    const sighted = raced.flatMap((event) => (event.kind === 'sighting' ? [event] : []));
    expect(raced.length - sighted.length).toBe(0);
    const wins = new Map<string, string[]>();
    for (const { isFirst, key, winner } of sighted) {
      if (isFirst) wins.set(key, [...(wins.get(key) ?? []), winner.monitor]);
    }
    expect([...wins.values()].filter((winners) => winners.length !== 1)).toEqual([]);
    expect(new Set(wins.keys())).toEqual(new Set(sighted.map(({ key }) => key)));
    for (const { hash, wtxid } of truth) expect(wins.has(hash) || wins.has(wtxid ?? '')).toBe(true);
    const losers = sighted.filter(({ key, winner }) => winner.monitor !== wins.get(key)![0]);
    expect(losers).toEqual([]);
  });

  it('have clocks that are compared to 5 ms', () => {
    const clocks = statuses.map(({ clockErrorMs, clockOffsetMs }) => ({ clockErrorMs, clockOffsetMs }));
    process.stderr.write(`clocks: ${JSON.stringify(clocks)}\n`);
    for (const { clockErrorMs, clockOffsetMs } of clocks) {
      expect(clockErrorMs).toBeLessThan(5);
      // One machine has one clock: the offset is the error.
      expect(Math.abs(clockOffsetMs)).toBeLessThan(5);
    }
  });
});

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}

/** Follows the lines of `rxpeer publish --json`. */
function lastLine({ line$ }: Program): () => PublishedLine | undefined {
  let last: PublishedLine | undefined;
  line$.pipe(map((line) => JSON.parse(line) as PublishedLine)).subscribe((line) => (last = line));
  return () => last;
}

/** Adds the messages that a monitor's own metrics have counted. */
async function countMetrics(publisher: Program, counts: Map<string, number>): Promise<void> {
  const url = /metrics (http:\S+)/.exec(publisher.stderr())![1]!;
  const text = await (await fetch(url)).text();
  const samples = text.matchAll(/^rxpeer_messages_total\{direction="(\w+)",command="(\w+)"\} (\d+)$/gm);
  for (const [, direction, command, count] of samples) add(counts, `${direction} ${command}`, Number(count));
}
