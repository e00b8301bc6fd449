import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
// A dependency of hyparquet-writer.
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import {
  concat,
  EMPTY,
  from,
  map,
  mergeMap,
  NEVER,
  of,
  Subject,
  take,
  takeUntil,
  throwError,
  type Observable,
} from 'rxjs';
import { replay } from '../../../lib/capture.js';
import { exportEvents, type ExportEvent, type ExportedPeer } from '../../../lib/events.js';
import { MAX_ROW_GROUPS } from '../../../lib/export/parquet/tableFile.js';
import { ARCHIVE_TABLES } from '../../../lib/export/parquet/archiveTables.js';
import { LocalProtocolError, TransportError } from '../../../lib/index.js';
import { ParquetError, toParquet, type ArchiveTable } from '../../../lib/parquet.js';
import { activeSession } from '../../capture/sessions.js';
import { exportedNetwork } from '../../helpers/exportedNetwork.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

function recordedEvents(): Observable<ExportEvent> {
  const { peer, records } = activeSession();
  peer.close();
  return replay(records, { speed: Infinity, onMalformed: 'drop' }).pipe(mergeMap((each) => exportEvents(each)));
}

const bytesOf = (path: string): ArrayBuffer => Uint8Array.from(readFileSync(path)).buffer;
const rowsOf = (path: string) => parquetReadObjects({ file: bytesOf(path) });
const groupsOf = (path: string) => parquetMetadata(bytesOf(path)).row_groups.map(({ num_rows }) => Number(num_rows));
const namesIn = (folder: string) => readdirSync(folder).sort();
const ALL = ['connections.parquet', 'exchanges.parquet', 'messages.parquet', 'sightings.parquet'];

/** A message with a payload of this size, from a peer without a connection. */
function messageOf(payloadBytes: number, atMs = 1_700_000_000_000): ExportEvent {
  const traffic = {
    direction: 'received' as const,
    command: 'novel',
    sizeBytes: payloadBytes + 24,
    atMs,
    payload: new Uint8Array(payloadBytes),
    message: () => undefined,
  };
  return { kind: 'message', atMs, peer: PEER, traffic };
}
const PEER = activeSession().peer as ExportedPeer;

describe('toParquet', () => {
  it('writes the four tables, which only their owner may read', async () => {
    const folder = join(temporaryFolder(), 'out.parquet');
    const { bytes, rows } = await toParquet(recordedEvents(), { path: folder, monitor: 'fra1' });
    expect(namesIn(folder)).toEqual(ALL);
    expect(bytes).toBe(ALL.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0));
    for (const name of ALL) {
      const path = join(folder, name);
      const table = name.replace('.parquet', '') as ArchiveTable;
      const read = await rowsOf(path);
      expect(read).toHaveLength(rows[table]!);
      expect(Object.keys(read[0]!)).toEqual(Object.keys(ARCHIVE_TABLES[table]));
      expect(new Set(read.map(({ monitor }) => monitor as unknown))).toEqual(new Set(['fra1']));
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    const [connection] = await rowsOf(join(folder, 'connections.parquet'));
    expect(connection).toMatchObject({
      connection: 1,
      outcome: 'left',
      closed_by: 'local',
      network: 'bitcoin.regtest',
    });
  });

  it('writes one table to a file', async () => {
    const folder = temporaryFolder();
    const { rows } = await toParquet(recordedEvents(), { path: join(folder, 'a'), table: 'exchanges' });
    expect(Object.keys(rows)).toEqual(['exchanges']);
    expect(namesIn(folder)).toEqual(['a']);
    expect(await rowsOf(join(folder, 'a'))).toHaveLength(rows.exchanges!);
  });

  it('writes empty tables for a source without events', async () => {
    const folder = temporaryFolder();
    expect((await toParquet(EMPTY, { path: folder })).rows).toEqual({
      messages: 0,
      sightings: 0,
      exchanges: 0,
      connections: 0,
    });
    for (const name of ALL) expect(await rowsOf(join(folder, name))).toEqual([]);
  });

  it('stores times to the microsecond, and NULL for one outside the range of Date', async () => {
    const path = join(temporaryFolder(), 'times');
    const event$ = of(messageOf(1, 1_700_000_000_123.457), messageOf(1, 8.64e15 + 2), messageOf(1, NaN));
    await toParquet(event$, { path, table: 'messages' });
    // hyparquet makes a Date of a time, which has milliseconds.
    const { row_groups } = parquetMetadata(bytesOf(path));
    const [row, ...outside] = await rowsOf(path);
    expect(row!['happened_at']).toEqual(new Date(1_700_000_000_123));
    expect(outside.map(({ happened_at }) => (happened_at ?? null) as unknown)).toEqual([null, null]);
    expect(row_groups[0]!.columns[1]!.meta_data!.statistics).toMatchObject({ null_count: 2n });
  });

  it('writes a row group at maxRowsPerGroup rows, not before', async () => {
    const path = join(temporaryFolder(), 'out');
    const event$ = from([1, 2, 3, 4, 5, 6, 7]).pipe(map(() => messageOf(1)));
    await toParquet(event$, { path, table: 'messages', maxRowsPerGroup: 3 });
    expect(groupsOf(path)).toEqual([3, 3, 1]);
  });

  it('writes a row group at maxBytesPerGroup bytes of payloads', async () => {
    const path = join(temporaryFolder(), 'out');
    const event$ = from([1, 2, 3, 4, 5]).pipe(map(() => messageOf(100_000)));
    await toParquet(event$, { path, table: 'messages', payloads: true, maxBytesPerGroup: 200_000 });
    expect(groupsOf(path)).toEqual([2, 2, 1]);
    // Without payloads the rows are small.
    await toParquet(event$, { path: `${path}2`, table: 'messages', maxBytesPerGroup: 200_000 });
    expect(groupsOf(`${path}2`)).toEqual([5]);
  });

  it('hands each group to the file before the source completes', async () => {
    const folder = temporaryFolder();
    const event$ = new Subject<ExportEvent>();
    const writing = toParquet(event$, { path: join(folder, 'out'), table: 'messages', maxRowsPerGroup: 10 });
    const size = () => statSync(join(folder, readdirSync(folder)[0]!)).size;
    const sizes = [size()];
    for (let i = 0; i < 20; i++) {
      event$.next(messageOf(1));
      if (i % 10 === 9) sizes.push(size());
    }
    expect(sizes[0]).toBeLessThan(sizes[1]!);
    expect(sizes[1]).toBeLessThan(sizes[2]!);
    expect(namesIn(folder)).toEqual([expect.stringMatching(/^out\.\d+\.partial$/)]);
    event$.complete();
    await writing;
    expect(namesIn(folder)).toEqual(['out']);
  });

  it('refuses existing files, and replaces them with overwrite only when it has succeeded', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'sightings.parquet'), 'precious');
    await expect(toParquet(recordedEvents(), { path: folder })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const failing$ = concat(
      recordedEvents(),
      throwError(() => new TransportError('CONNECTION_LOST', 'cut')),
    );
    await expect(toParquet(failing$, { path: folder, overwrite: true })).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    expect(namesIn(folder)).toEqual(['sightings.parquet']);
    expect(readFileSync(join(folder, 'sightings.parquet'), 'utf8')).toBe('precious');
    await toParquet(recordedEvents(), { path: folder, overwrite: true });
    expect(namesIn(folder)).toEqual(ALL);
  });

  it('does not replace a file that was made while it wrote', async () => {
    const folder = temporaryFolder();
    const event$ = new Subject<ExportEvent>();
    const writing = toParquet(event$, { path: folder });
    writeFileSync(join(folder, 'messages.parquet'), 'precious');
    event$.complete();
    await expect(writing).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(namesIn(folder)).toEqual(['messages.parquet']);
  });

  it('removes the folder that it made when the source fails', async () => {
    const folder = join(temporaryFolder(), 'out');
    const failing$ = concat(
      recordedEvents().pipe(take(10)),
      throwError(() => new Error('source')),
    );
    await expect(toParquet(failing$, { path: folder })).rejects.toThrow('source');
    expect(existsSync(folder)).toBe(false);
  });

  it('reports what the operating system refuses', async () => {
    const failure = await toParquet(NEVER, { path: '/missing/out' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ParquetError);
    expect(failure).toMatchObject({ code: 'FILE_FAILED', message: expect.stringContaining('ENOENT') });
  });

  it('unsubscribes from the source when a table has too many row groups', async () => {
    const folder = temporaryFolder();
    const event$ = new Subject<ExportEvent>();
    const writing = toParquet(event$, { path: join(folder, 'out'), table: 'messages', maxRowsPerGroup: 1 });
    const failure = expect(writing).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    for (let i = 0; i < MAX_ROW_GROUPS; i++) event$.next(messageOf(0));
    expect(event$.observed).toBe(true);
    event$.next(messageOf(0));
    expect(event$.observed).toBe(false);
    await failure;
    expect(namesIn(folder)).toEqual([]);
  });

  it.each([
    [{ path: '' }, 'path'],
    [{ path: 'a', table: 'peers' as ArchiveTable }, 'table'],
    [{ path: 'a', maxRowsPerGroup: 0 }, 'maxRowsPerGroup'],
    [{ path: 'a', maxBytesPerGroup: 2 ** 31 }, 'maxBytesPerGroup'],
    [{ path: 'a', monitor: '' }, 'monitor'],
  ])('refuses the options %j', async (options, path) => {
    const failure = await toParquet(EMPTY, options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LocalProtocolError);
    expect(failure).toMatchObject({ code: 'INVALID_OPTION', path });
  });
});

describe('the table connections', () => {
  it('has one row for each connection: left, failed, or open at the end', async () => {
    const folder = temporaryFolder();
    const { event$, net, pool } = exportedNetwork({ nodes: 3 });
    const stop$ = new Subject<void>();
    const ended: string[] = [];
    pool.left$.subscribe(() => ended.push('left'));
    pool.failed$.subscribe(() => ended.push('failed'));
    const writing = toParquet(event$.pipe(takeUntil(stop$)), { path: folder });
    pool.start();
    net.advance(120_000);
    let open = 0;
    pool.peers$.subscribe((peers) => (open = peers.length)).unsubscribe();
    stop$.next();
    await writing;
    const rows = await rowsOf(join(folder, 'connections.parquet'));
    const outcomes = rows.map(({ outcome }) => outcome as string);
    expect(outcomes.filter((outcome) => outcome !== 'open')).toEqual(ended);
    expect(outcomes.filter((outcome) => outcome === 'open').length).toBeGreaterThanOrEqual(open);
    expect(open).toBeGreaterThan(0);
    const numbers = rows.flatMap(({ connection }) => (connection == null ? [] : [connection as number]));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('joins the failure of a handshake with the messages of the handshake', async () => {
    const folder = temporaryFolder();
    const { peer, records } = activeSession();
    peer.close();
    const early = records.slice(0, 2);
    const event$ = replay(early, { speed: Infinity }).pipe(mergeMap((each) => exportEvents(each)));
    await toParquet(event$, { path: folder });
    const [connection, ...others] = await rowsOf(join(folder, 'connections.parquet'));
    const [message] = await rowsOf(join(folder, 'messages.parquet'));
    expect(others).toEqual([]);
    expect(connection).toMatchObject({ connection: 1, outcome: 'failed', error_code: 'CONNECTION_LOST' });
    expect(message).toMatchObject({ connection: 1, command: 'version' });
  });
});
