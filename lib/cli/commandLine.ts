import { UsageError } from './arguments.js';
import { readDashboard, type DashboardArguments } from './dashboardArguments.js';
import { DASHBOARD_HELP, HELP, MARBLES_HELP, RECORD_HELP, REPLAY_HELP, WATCH_HELP } from './help.js';
import { readMarbles, type MarblesArguments } from './marblesArguments.js';
import { readRecord, type RecordArguments } from './recordArguments.js';
import { readReplay, type ReplayArguments } from './replayArguments.js';
import { readWatch, type WatchArguments } from './watchArguments.js';

/** What the program was asked to do. */
export type CommandLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'watch' } & WatchArguments)
  | ({ readonly kind: 'record' } & RecordArguments)
  | ({ readonly kind: 'replay' } & ReplayArguments)
  | ({ readonly kind: 'marbles' } & MarblesArguments)
  | ({ readonly kind: 'dashboard' } & DashboardArguments);

/** Reads the arguments behind the program's name. Errors with UsageError. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [command, ...rest] = argv;
  switch (command) {
    case undefined:
      throw new UsageError('a command is missing');
    case '--help':
    case '-h':
    case 'help':
      return { kind: 'text', text: HELP_OF[rest[0] as keyof typeof HELP_OF] ?? HELP };
    case '--version':
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
      throw new UsageError(`unknown command ${JSON.stringify(command)}: known are ${Object.keys(HELP_OF).join(', ')}`);
  }
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
