/** What `--help` prints. */
export const HELP: string;

/** The command line or an environment variable is wrong; the message says what is allowed. */
export class UsageError extends Error {}

/** What to do, and the port to serve at. Throws UsageError. */
export function parseArguments(
  argv: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): { readonly kind: 'build' | 'serve' | 'dev' | 'pages' | 'help'; readonly port: number };
