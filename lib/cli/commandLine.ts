import { UsageError } from './arguments.js';
import { readDashboard, type DashboardArguments } from './dashboardArguments.js';
import { DASHBOARD_HELP, HELP, MARBLES_HELP, RECORD_HELP, REPLAY_HELP, WATCH_HELP } from './help.js';
import { readMarbles, type MarblesArguments } from './marblesArguments.js';
import { readRecord, type RecordArguments } from './recordArguments.js';
import { readReplay, type ReplayArguments } from './replayArguments.js';
import { readWatch, type WatchArguments } from './watchArguments.js';

/** What the program shall do. */
export type CommandLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'watch' } & WatchArguments)
  | ({ readonly kind: 'record' } & RecordArguments)
  | ({ readonly kind: 'replay' } & ReplayArguments)
  | ({ readonly kind: 'marbles' } & MarblesArguments)
  | ({ readonly kind: 'dashboard' } & DashboardArguments);

/** Reads the arguments after the program's name. Errors with UsageError. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [command, ...rest] = argv;
  switch (command) {
    case undefined:
      throw new UsageError('a command is missing');
    case '--help':
    case '-h':
    case 'help':
      return { kind: 'text', text: rest[0] === undefined ? HELP : helpOf(rest[0]) };
    case '--version':
    case '-V':
    case 'version':
      return { kind: 'version' };
    case 'watch':
      return orHelp(command, readWatch(rest));
    case 'record':
      return orHelp(command, readRecord(rest));
    case 'replay':
      return orHelp(command, readReplay(rest));
    case 'marbles':
      return orHelp(command, readMarbles(rest));
    case 'dashboard':
      return orHelp(command, readDashboard(rest));
    default:
      throw unknownCommand(command);
  }
}

/** True for the names of subcommands that have a help of their own. */
export function isSubcommand(command: string | undefined): command is keyof typeof HELP_OF {
  // Not `in`: `constructor` is in every object.
  return command !== undefined && Object.hasOwn(HELP_OF, command);
}

function helpOf(command: string): string {
  if (isSubcommand(command)) return HELP_OF[command];
  // `rxpeer help --help` asks for the help, too.
  if (command.startsWith('-')) return HELP;
  throw unknownCommand(command);
}

function unknownCommand(command: string): UsageError {
  return new UsageError(`unknown command ${JSON.stringify(command)}: known are ${Object.keys(HELP_OF).join(', ')}`);
}

const HELP_OF = {
  watch: WATCH_HELP,
  record: RECORD_HELP,
  replay: REPLAY_HELP,
  marbles: MARBLES_HELP,
  dashboard: DASHBOARD_HELP,
};

function orHelp<K extends keyof typeof HELP_OF, A extends object>(kind: K, read: A | undefined) {
  return read === undefined ? ({ kind: 'text', text: HELP_OF[kind] } as const) : { kind, ...read };
}
