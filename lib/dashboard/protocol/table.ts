import type { AlertRow } from './alertRow.js';
import type { AvoidedRow } from './avoidedRow.js';
import type { CommandRow } from './commandRow.js';
import type { EndedRow } from './endedRow.js';
import type { ActionRow, RecordingRow } from './action.js';
import type { EndedPeerRow } from './endedPeers.js';
import type { MonitorRow } from './monitorRow.js';
import type { PeerRow } from './peerRow.js';
import type { ProblemRow } from './problemRow.js';
import type { ProgramRow } from './programRow.js';
import type { SpreadRow } from './propagationRow.js';

/** The tables that pages show, and the type of their rows. */
export interface Tables {
  /** One row with the key 0: the program and its pool. */
  program: ProgramRow;
  /** By command. */
  commands: CommandRow;
  /** By the id of the peer. */
  peers: PeerRow;
  /** By hash. */
  blocks: SpreadRow;
  /** By hash. */
  transactions: SpreadRow;
  /** By number. */
  problems: ProblemRow;
  /** By host: discouraged and banned hosts. */
  avoided: AvoidedRow;
  /** By the id of the peer: the connections that have ended, and whose messages are stored. */
  endedLogs: EndedRow;
  /** By name; empty if the program has the connections itself. */
  monitors: MonitorRow;
  /** By key: the alerts of the rules. */
  alerts: AlertRow;
  /** By number: connections that have ended. */
  ended: EndedPeerRow;
  /** By number: the actions of users. */
  actions: ActionRow;
  /** By number: recordings of single connections. */
  recordings: RecordingRow;
}

export type TableName = keyof Tables;

/** Identifies a row within its table. */
export type RowKey = string | number;

/** All tables by name, for checks of names at run time. */
export const TABLE_NAMES = Object.keys({
  program: 0,
  commands: 0,
  peers: 0,
  blocks: 0,
  transactions: 0,
  problems: 0,
  avoided: 0,
  endedLogs: 0,
  monitors: 0,
  alerts: 0,
  ended: 0,
  actions: 0,
  recordings: 0,
} satisfies Record<TableName, 0>) as readonly TableName[];

/** The changes of a table since the previous delta to the same page. */
export interface TableDelta<Row> {
  /** True: the delta contains all rows, and the page drops its own rows. */
  readonly isComplete?: true;
  /** New rows with all fields, and changed rows with their changed fields. A field that has become absent is null. */
  readonly rows?: readonly (readonly [key: RowKey, fields: RowChange<Row>])[];
  /** The keys of removed rows. */
  readonly removed?: readonly RowKey[];
}

/** The changed fields of a row. */
export type RowChange<Row> = { readonly [Field in keyof Row]?: Row[Field] | null };
