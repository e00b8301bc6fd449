/** The default port of `--serve` and `--dev`. */
const DEFAULT_PORT = 8445;

export const HELP = `Builds the documentation site into site/dist.

Usage:
  npm run site                     build the static files
  npm run site -- --serve [PORT]   build them, and serve them on 127.0.0.1
  npm run site -- --dev [PORT]     generate the pages, and show them while you edit them
  npm run site -- --pages          generate the pages only, into site/generated

The default PORT is ${DEFAULT_PORT}; 0 chooses a free one. --serve and --dev run until Ctrl-C.
The packages of the site are installed if site/node_modules is missing or older than the lock file,
and dist is built if it is missing or older than its sources.

Environment:
  SITE_BASE        the path at which the site is hosted, with a slash at both ends; default /
  SITE_REPOSITORY  the address of the repository, for links to source files, for example
                   https://git.example/rxpeer/blob/main/. Without it the names of files are shown as text

Exit codes: 0 success; 1 the site cannot be built or served; 2 wrong arguments; 3 the packages of the site
cannot be had from the npm registry.
`;

/** The command line or an environment variable is wrong; the message says what is allowed. */
export class UsageError extends Error {}

/** What to do, and the port to serve at. Throws UsageError. */
export function parseArguments(argv, env = process.env) {
  checkBase(env.SITE_BASE ?? '/');
  const [option, port, ...rest] = argv;
  if (rest.length > 0) throw new UsageError(`too many arguments: ${argv.join(' ')}`);
  switch (option) {
    case undefined:
      return { kind: 'build', port: 0 };
    case '--help':
    case '-h':
      return { kind: 'help', port: 0 };
    case '--pages':
      if (port !== undefined) throw new UsageError(`--pages takes no argument, got ${port}`);
      return { kind: 'pages', port: 0 };
    case '--serve':
    case '--dev':
      return { kind: option.slice(2), port: parsePort(port) };
    default:
      throw new UsageError(`unknown option ${option}: expected --serve, --dev, --pages or --help`);
  }
}

function parsePort(text = String(DEFAULT_PORT)) {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`PORT is ${text}: expected 0 to 65535`);
  return port;
}

function checkBase(base) {
  if (!/^\/([\w.~-]+\/)*$/.test(base)) {
    throw new UsageError(`SITE_BASE is ${base}: expected a path with a slash at both ends, for example /rxpeer/`);
  }
}
