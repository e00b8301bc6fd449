import { execFile } from 'node:child_process';
import { execPath } from 'node:process';
import { promisify } from 'node:util';
import { rootFolder } from './paths.mjs';

/** The page of the command line: what the program prints for `--help`, and for `--help` of each subcommand. */
export async function cliPage() {
  const main = await helpOf();
  const names = subcommandsOf(main);
  const sections = await Promise.all(names.map(async (name) => section(`rxpeer ${name}`, await helpOf(name))));
  const text = [
    '# Command line',
    'The program `rxpeer` is part of the package. This page is what it prints for `--help`.',
    section('rxpeer', main),
    ...sections,
  ].join('\n\n');
  return [{ path: 'reference/cli', text: `${text}\n` }];
}

/** The subcommands that the main help names, in its order. */
export function subcommandsOf(help) {
  const names = new Set([...help.matchAll(/^ {2}rxpeer ([a-z]+)\b/gm)].map(([, name]) => name));
  if (names.size === 0)
    throw new Error('rxpeer --help names no subcommand: expected lines that begin with "  rxpeer NAME"');
  return [...names];
}

const section = (title, help) => `## ${title}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``;

async function helpOf(...subcommand) {
  const args = [`${rootFolder}dist/cli/rxpeer.js`, ...subcommand, '--help'];
  // The help must not depend on who builds the page: several options have a default in the environment.
  const { stdout } = await promisify(execFile)(execPath, args, { env: { PATH: process.env.PATH, NO_COLOR: '1' } });
  return stdout;
}
