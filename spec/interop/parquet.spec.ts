import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { map, mergeMap, share, tap, type Observable } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { replay } from '../../lib/capture.js';
import { exportEvents, type ExportEvent } from '../../lib/events.js';
import { bitcoin, firstSeen, sightings, type Exchange } from '../../lib/index.js';
import { readCaptureFile } from '../../lib/node.js';
import { toParquet } from '../../lib/parquet.js';
import { activeSession } from '../capture/sessions.js';
import { sharedPath } from '../digests/sharedFiles.js';
import { exportedNetwork } from '../helpers/exportedNetwork.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { PackageFolder } from '../helpers/nodes/packageFolder.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const duckdb = new PackageFolder('duckdb');

/** Runs queries in DuckDB, in a process of its own; the names of files are relative to the folder. */
async function query(folder: string, ...queries: readonly string[]): Promise<unknown[][][]> {
  const child = spawn(process.execPath, [join(duckdb.path, 'query.mjs'), folder], { timeout: 60_000 });
  child.stdin.end(queries.map((sql) => `${sql.replaceAll(/\s+/g, ' ')}\n`).join(''));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(err).toBe('');
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown[][]);
}

const SQL = {
  counts: `SELECT direction, command, count(*)::INT, sum(size_bytes)::INT FROM 'messages.parquet' GROUP BY ALL ORDER BY ALL`,
  first: `SELECT hash, epoch_us(min(happened_at)), arg_min(address, event), count(*)::INT FROM 'sightings.parquet' GROUP BY hash ORDER BY hash`,
  pings: `SELECT key, took_ms, epoch_us(asked_at) FROM 'exchanges.parquet'
    WHERE question = 'ping' AND direction = 'sent' AND outcome IN ('answered', 'late') ORDER BY event`,
  exchanges: `SELECT direction, question, key, item_type, epoch_us(asked_at), took_ms, outcome FROM 'exchanges.parquet' ORDER BY event`,
};

/** What the streams themselves say, as the queries answer it. */
interface Truth {
  counts: unknown[];
  first: unknown[];
  pings: unknown[];
  exchanges: unknown[];
}

const micros = (ms: number): string => String(Math.round(ms * 1000));

/** Collects what the streams emit; the result is complete when the source is. */
function truthOf(event$: Observable<ExportEvent>): Truth {
  const counts = new Map<string, [string, string, number, number]>();
  const first = new Map<string, [string, string, string, number]>();
  const truth: Truth = { counts: [], first: [], pings: [], exchanges: [] };
  let nowMs = 0;
  event$
    .pipe(
      mergeMap((event) => {
        if (event.kind === 'ping') {
          const { nonce, roundTripMs, sentAtMs } = event.roundTrip;
          truth.pings.push([String(nonce), roundTripMs, micros(sentAtMs)]);
        }
        if (event.kind === 'exchange') truth.exchanges.push(exchangeRow(event.exchange));
        if (event.kind !== 'message') return [];
        const { command, direction, sizeBytes } = event.traffic;
        const count = counts.get(`${direction} ${command}`) ?? [direction, command, 0, 0];
        count[2] += 1;
        count[3] += sizeBytes;
        counts.set(`${direction} ${command}`, count);
        const message = direction === 'received' ? event.traffic.message() : undefined;
        nowMs = event.atMs;
        return message === undefined ? [] : [{ peer: event.peer, message }];
      }),
      sightings(),
      map((sighting) => ({ ...sighting, atMs: nowMs })),
      firstSeen({ keyOf: ({ key }) => key, capacity: 100_000 }),
    )
    .subscribe({
      next({ firstPeer, isFirst, item, key }) {
        if (isFirst) first.set(key, [key, micros(item.atMs), firstPeer.address, 0]);
        first.get(key)![3] += 1;
      },
      complete() {
        truth.counts = sorted([...counts.values()]);
        truth.first = sorted([...first.values()]);
      },
    });
  return truth;
}

function exchangeRow({ askedAtMs, direction, item, key, outcome, question, tookMs }: Exchange): unknown[] {
  const type = item === undefined ? null : String(item.type);
  return [direction, question, key, type, micros(askedAtMs), tookMs ?? null, outcome];
}

function sorted<T>(rows: T[]): T[] {
  const keyOf = (row: T) => (row as unknown[]).slice(0, 2).join(' ');
  return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Archives the events, and compares what DuckDB reads with what the streams emitted. */
async function compare(event$: Observable<ExportEvent>, run: () => void = () => undefined): Promise<Truth> {
  const folder = temporaryFolder();
  const shared$ = event$.pipe(share());
  const truth = truthOf(shared$);
  // Smaller groups than there are rows, so that several are written.
  const writing = toParquet(shared$, { path: folder, payloads: true, maxRowsPerGroup: 100 });
  run();
  await writing;
  const [counts, first, pings, exchanges] = await query(folder, SQL.counts, SQL.first, SQL.pings, SQL.exchanges);
  expect(counts).toEqual(truth.counts);
  expect(first).toEqual(truth.first);
  expect(pings).toEqual(truth.pings);
  expect(exchanges).toEqual(truth.exchanges);
  return truth;
}

describeWith(await duckdb.absence(), 'an archive in DuckDB', () => {
  function recorded(source: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>): Observable<ExportEvent> {
    const peer$ = replay(source, { speed: Infinity, onMalformed: 'drop', network: bitcoin.regtest });
    return peer$.pipe(mergeMap((peer) => exportEvents(peer)));
  }

  it('equals the streams of a recorded session with faults', async () => {
    const { peer, records } = activeSession();
    peer.close();
    const { counts, exchanges, pings } = await compare(recorded(records));
    expect([counts.length > 10, exchanges.length > 5, pings.length > 0]).toEqual([true, true, true]);
  });

  const capture = sharedPath('captures/messages/relay-v1');
  (capture === undefined ? it.skip : it)('equals the streams of a recording of a real node', async () => {
    const { first, pings } = await compare(recorded(readCaptureFile(capture!, { network: bitcoin.regtest })));
    expect([first.length > 50, pings.length > 1]).toEqual([true, true]);
  });

  it('equals the streams of a pool in a simulated network', async () => {
    const { event$, net, pool } = exportedNetwork();
    const truth = await compare(event$, () => {
      pool.start();
      net.advance(300_000);
      pool.close();
    });
    expect([truth.counts.length > 15, truth.first.length > 150, truth.pings.length > 50]).toEqual([true, true, true]);
  });

  it('has the figures of each connection, and the types that docs/parquet.md promises', async () => {
    const folder = temporaryFolder();
    const { event$, net, pool } = exportedNetwork({ nodes: 3 });
    const ended = new Map<string, unknown[]>();
    pool.left$.subscribe(({ peer, reason }) => {
      const { received, roundTrip, sent } = peer.stats();
      const minMs = roundTrip?.minMs ?? null;
      ended.set(String(ended.size), [peer.address, reason.by, received.messages, sent.messages, minMs]);
    });
    const writing = toParquet(event$, { path: folder, monitor: 'fra1' });
    pool.start();
    net.advance(200_000);
    pool.close();
    await writing;
    const [left, failed, matching, types] = await query(
      folder,
      `SELECT address, closed_by, received_messages::INT, sent_messages::INT, min_round_trip_ms FROM 'connections.parquet'
        WHERE outcome = 'left' ORDER BY event`,
      `SELECT DISTINCT address, monitor, error_code FROM 'connections.parquet' WHERE outcome = 'failed' ORDER BY ALL`,
      `SELECT count(*)::INT FROM (SELECT connection, count(*) AS messages FROM 'messages.parquet' GROUP BY connection) AS m
        JOIN 'connections.parquet' AS c ON c.connection = m.connection
        WHERE c.received_messages + c.sent_messages = m.messages AND c.monitor = 'fra1'`,
      `SELECT DISTINCT column_type FROM (DESCRIBE SELECT happened_at, took_ms, connection, key FROM 'exchanges.parquet') ORDER BY ALL`,
    );
    expect(left).toEqual([...ended.values()]);
    expect(left!.length).toBeGreaterThanOrEqual(3);
    expect(failed).toContainEqual(['99.0.0.1:8333', 'fra1', 'CONNECT_FAILED']);
    expect(matching![0]![0]).toBeGreaterThanOrEqual(left!.length);
    expect(types!.flat()).toEqual(['DOUBLE', 'INTEGER', 'TIMESTAMP WITH TIME ZONE', 'VARCHAR']);
  });

  it('has the payloads as they were on the wire', async () => {
    const folder = temporaryFolder();
    const { peer, records } = activeSession();
    peer.close();
    const payloads: string[] = [];
    const event$ = recorded(records).pipe(
      tap((event) => {
        if (event.kind === 'message') payloads.push(Buffer.from(event.traffic.payload).toString('hex'));
      }),
    );
    await toParquet(event$, { path: join(folder, 'one.parquet'), table: 'messages', payloads: true });
    const [rows] = await query(folder, `SELECT lower(hex(payload)) FROM 'one.parquet' ORDER BY event`);
    expect(rows!.flat()).toEqual(payloads);
    expect(payloads.length).toBeGreaterThan(20);
  });
});
