import { VERSION } from '../base/version.js';
import { UsageError } from './arguments.js';
import { broadcastTransaction } from './broadcast.js';
import { isSubcommand, parseCommandLine, type CommandLine } from './commandLine.js';
import { errorLine } from './errorLine.js';
import { exportFile } from './export.js';
import type { Io } from './io.js';
import { marbles } from './marbles.js';
import { StdoutMonitor } from './stdoutMonitor.js';
import { publish } from './publish.js';
import { recordFile } from './record.js';
import { replayFile } from './replay.js';
import { simulate } from './simulate.js';
import { watch } from './watch.js';

/**
 * Runs the program.
 *
 * @returns its exit code: 0; 1 if something failed while it ran, writing to standard output included; 2 if the arguments are wrong
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let commandLine: CommandLine;
  try {
    commandLine = parseCommandLine(argv, io.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = isSubcommand(argv[0]) ? `rxpeer ${argv[0]} --help` : 'rxpeer --help';
    io.stderr.write(`${errorLine(error.message)}See: ${help}\n`);
    return 2;
  }
  const stdoutMonitor = new StdoutMonitor(io);
  return stdoutMonitor.flush(await runCommand(commandLine, io));
}

/** `dashboard` and `bridge` serve WebSockets: only they load the package `ws`. */
async function runCommand(commandLine: CommandLine, io: Io): Promise<number> {
  switch (commandLine.kind) {
    case 'text':
      io.stdout.write(commandLine.text);
      return 0;
    case 'version':
      io.stdout.write(`${VERSION}\n`);
      return 0;
    case 'watch':
      return watch(commandLine, io);
    case 'record':
      return recordFile(commandLine, io);
    case 'replay':
      return replayFile(commandLine, io);
    case 'export':
      return exportFile(commandLine, io);
    case 'marbles':
      return marbles(commandLine, io);
    case 'dashboard':
      return (await import('./dashboard.js')).dashboard(commandLine, io);
    case 'broadcast':
      return broadcastTransaction(commandLine, io);
    case 'bridge':
      return (await import('./bridge.js')).bridge(commandLine, io);
    case 'simulate':
      return simulate(commandLine, io);
    case 'publish':
      return publish(commandLine, io);
  }
}
