import { fakeMonitor } from '../../dashboard/fakeMonitor.js';
import { peerRowOf as usualPeerRow } from '../../dashboard/page/peerRows.js';
import { join } from 'node:path';
import { EMPTY, firstValueFrom, of, Subject, Subscription } from 'rxjs';
import { createActions } from '../../../lib/dashboard/act/createActions.js';
import type { Monitor } from '../../../lib/dashboard/collect/monitor.js';
import type { TableSources } from '../../../lib/dashboard/collect/monitorTables.js';
import type { About } from '../../../lib/dashboard/protocol/about.js';
import type { PeerRow } from '../../../lib/dashboard/protocol/peerRow.js';
import type { ProgramRow } from '../../../lib/dashboard/protocol/programRow.js';
import { readPage } from '../../../lib/dashboard/serve/pageFile.js';
import { serveDashboard } from '../../../lib/dashboard/serve/serveDashboard.js';
import { preciseScheduler } from '../../../lib/peer/preciseScheduler.js';
import { projectRoot } from '../nodes/projectRoot.js';

/** A row of a peer whose fields are all usual, at this time, with an address and a network group by its id. */
export function peerRowOf(id: number, fields: Partial<PeerRow> = {}): PeerRow {
  return usualPeerRow(id, {
    address: `20.${id >> 8}.${id & 0xff}.1:8333`,
    group: `20.${id >> 8}.0.0/16`,
    features: ['witness', 'addrv2'],
    receivedBytes: 1000 * id,
    sentBytes: 100 * id,
    startedAtMs: Date.now() - 60_000,
    lastReceived: { command: 'inv', atMs: Date.now() - 1000 },
    ...fields,
  });
}

export interface ServedRows {
  /** The URL of the page; it ends with a slash. */
  readonly url: string;
  /** The rows that the next update sends. */
  peers: readonly PeerRow[];
  close(): void;
}

/** Serves the built page (dist/) with these rows of peers, and other tables. */
export async function serveRows(
  peers: readonly PeerRow[],
  {
    about,
    disagreeing = [],
    tables,
  }: { about?: Partial<About>; disagreeing?: number[]; tables?: Partial<TableSources> } = {},
): Promise<ServedRows> {
  const startedAtMs = Date.now();
  const program = () => {
    const bestHeight = { height: 800_000, support: 2, isOnePeersWord: false, disagreeing };
    const row = { network: 'bitcoin.regtest', atMs: Date.now(), startedAtMs, bestHeight };
    return [
      [0, { ...row, about: { source: 'pool', targets: [], simulatedNodes: 0, ...about } } as unknown as ProgramRow],
    ];
  };
  const unknown = (): never => {
    throw new Error('there is no such data');
  };
  const monitor = fakeMonitor({
    run: startedAtMs,
    sources: {
      program,
      peers: () => served.peers.map((row) => [row.id, row] as const),
      ...tables,
    } as Partial<TableSources>,
    answers: new Proxy({}, { get: () => unknown }) as Monitor['answers'],
    actions: createActions({ peers$: EMPTY }, { scheduler: preciseScheduler }),
    sequenceAfter: (peer) => ({ peer, lines: [], isUnknown: true }),
  });
  const files = await readPage(join(projectRoot, 'dist', 'dashboard', 'page'));
  const url$ = new Subject<string>();
  const url = firstValueFrom(url$);
  const serving = new Subscription();
  serving.add(serveDashboard({ monitor$: of(monitor), files, port: 0 }).subscribe((each) => url$.next(each.url)));
  const served: ServedRows = { url: '', peers, close: () => serving.unsubscribe() };
  return Object.assign(served, { url: await url });
}
