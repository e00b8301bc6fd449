import { VERSION } from '../version.js';
import { UsageError } from './arguments.js';
import { readCommandLine, type CommandLine } from './commandLine.js';
import { dashboard } from './dashboard.js';
import { escapeText } from '../bytes/escapeText.js';
import type { Io } from './io.js';
import { marbles } from './marbles.js';
import { recordFile } from './record.js';
import { replayFile } from './replay.js';
import { watch } from './watch.js';

/**
 * The program: does what the arguments say.
 *
 * @returns its exit code: 0, 1 when something failed while it ran, 2 when it was called the wrong way
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let commandLine: CommandLine;
  try {
    commandLine = readCommandLine(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`rxpeer: ${escapeText(error.message)}\nrxpeer --help tells more\n`);
    return 2;
  }
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
    case 'marbles':
      return marbles(commandLine, io);
    case 'dashboard':
      return dashboard(commandLine, io);
  }
}
