import { suggestionOrList, UsageError } from './arguments.js';
import type { Environment } from './colours.js';
import { parseBridgeArguments, type BridgeArguments } from './bridgeArguments.js';
import { parseBroadcastArguments, type BroadcastArguments } from './broadcastArguments.js';
import { parseDashboardArguments, type DashboardArguments } from './dashboardArguments.js';
import { parseExportArguments, type ExportArguments } from './exportArguments.js';
import { BRIDGE_HELP } from './help/bridgeHelp.js';
import { BROADCAST_HELP } from './help/broadcastHelp.js';
import { DASHBOARD_HELP } from './help/dashboardHelp.js';
import { EXPORT_HELP } from './help/exportHelp.js';
import { HELP } from './help/mainHelp.js';
import { MARBLES_HELP } from './help/marblesHelp.js';
import { PUBLISH_HELP } from './help/publishHelp.js';
import { RECORD_HELP } from './help/recordHelp.js';
import { REPLAY_HELP } from './help/replayHelp.js';
import { SIMULATE_HELP } from './help/simulateHelp.js';
import { WATCH_HELP } from './help/watchHelp.js';
import { parseMarblesArguments, type MarblesArguments } from './marblesArguments.js';
import { parsePublishArguments, type PublishArguments } from './publishArguments.js';
import { parseRecordArguments, type RecordArguments } from './recordArguments.js';
import { parseReplayArguments, type ReplayArguments } from './replayArguments.js';
import { parseSimulateArguments, type SimulateArguments } from './simulateArguments.js';
import { parseWatchArguments, type WatchArguments } from './watchArguments.js';

/** The task of the program: print a text or the version, or run a subcommand. */
export type CommandLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'watch' } & WatchArguments)
  | ({ readonly kind: 'record' } & RecordArguments)
  | ({ readonly kind: 'replay' } & ReplayArguments)
  | ({ readonly kind: 'export' } & ExportArguments)
  | ({ readonly kind: 'marbles' } & MarblesArguments)
  | ({ readonly kind: 'dashboard' } & DashboardArguments)
  | ({ readonly kind: 'broadcast' } & BroadcastArguments)
  | ({ readonly kind: 'bridge' } & BridgeArguments)
  | ({ readonly kind: 'simulate' } & SimulateArguments)
  | ({ readonly kind: 'publish' } & PublishArguments);

/**
 * Parses the arguments after the program's name. Throws UsageError.
 *
 * @param env defaults of some options
 */
export function parseCommandLine(argv: readonly string[], env: Environment = {}): CommandLine {
  const [command, ...rest] = argv;
  switch (command) {
    case undefined:
      throw new UsageError(`missing subcommand: expected one of ${SUBCOMMANDS.join(', ')}`);
    case '--help':
    case '-h':
    case 'help':
      return { kind: 'text', text: rest[0] === undefined ? HELP : helpText(rest[0]) };
    case '--version':
    case '-V':
    case 'version':
      return { kind: 'version' };
    case 'watch':
      return withHelp(command, parseWatchArguments(rest, env));
    case 'record':
      return withHelp(command, parseRecordArguments(rest));
    case 'replay':
      return withHelp(command, parseReplayArguments(rest));
    case 'export':
      return withHelp(command, parseExportArguments(rest, env));
    case 'marbles':
      return withHelp(command, parseMarblesArguments(rest));
    case 'dashboard':
      return withHelp(command, parseDashboardArguments(rest, env));
    case 'broadcast':
      return withHelp(command, parseBroadcastArguments(rest));
    case 'bridge':
      return withHelp(command, parseBridgeArguments(rest));
    case 'simulate':
      return withHelp(command, parseSimulateArguments(rest));
    case 'publish':
      return withHelp(command, parsePublishArguments(rest, env));
    default:
      throw unknownSubcommand(command);
  }
}

/** True for the names of subcommands that have a help text of their own. */
export function isSubcommand(command: string | undefined): command is keyof typeof HELP_BY_SUBCOMMAND {
  // Not `in`: every object has a `constructor`.
  return command !== undefined && Object.hasOwn(HELP_BY_SUBCOMMAND, command);
}

function helpText(command: string): string {
  if (isSubcommand(command)) return HELP_BY_SUBCOMMAND[command];
  // `rxpeer help --help` prints the general help, too.
  if (command.startsWith('-')) return HELP;
  throw unknownSubcommand(command);
}

function unknownSubcommand(command: string): UsageError {
  const hint = suggestionOrList(command, SUBCOMMANDS, 'subcommands');
  return new UsageError(`unknown subcommand ${JSON.stringify(command)}${hint}`);
}

const HELP_BY_SUBCOMMAND = {
  watch: WATCH_HELP,
  record: RECORD_HELP,
  replay: REPLAY_HELP,
  export: EXPORT_HELP,
  marbles: MARBLES_HELP,
  dashboard: DASHBOARD_HELP,
  broadcast: BROADCAST_HELP,
  bridge: BRIDGE_HELP,
  simulate: SIMULATE_HELP,
  publish: PUBLISH_HELP,
};

const SUBCOMMANDS = Object.keys(HELP_BY_SUBCOMMAND);

/** @param parsed the arguments of the subcommand; undefined if `--help` is among them */
function withHelp<K extends keyof typeof HELP_BY_SUBCOMMAND, A extends object>(kind: K, parsed: A | undefined) {
  return parsed === undefined ? ({ kind: 'text', text: HELP_BY_SUBCOMMAND[kind] } as const) : { kind, ...parsed };
}
