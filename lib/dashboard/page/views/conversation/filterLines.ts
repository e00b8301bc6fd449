import type { SequenceLine } from '../../../protocol/sequence.js';

/** Which messages of a conversation are shown. */
export interface LineFilter {
  /** Empty: all commands. */
  readonly commands: ReadonlySet<string>;
  /** Empty: both directions. */
  readonly direction: '' | SequenceLine['direction'];
  /** A part of the command or of the summary, in lower case. */
  readonly text: string;
  /** The line of a request: only it and its answers are shown. */
  readonly exchange: number | undefined;
  readonly hidesPings: boolean;
}

/** The names of the parameters of the filter in the URL. */
export const FILTER_PARAMS = ['command', 'direction', 'q', 'exchange', 'pings'] as const;

/** The filter of a URL: `command=inv,tx&direction=received&q=text&exchange=12&pings=hide`. */
export function parseFilter(params: URLSearchParams): LineFilter {
  const direction = params.get('direction');
  const exchange = Number(params.get('exchange') ?? '');
  return {
    commands: parseCommands(params.get('command') ?? ''),
    direction: direction === 'received' || direction === 'sent' ? direction : '',
    text: (params.get('q') ?? '').trim().toLowerCase(),
    exchange: Number.isSafeInteger(exchange) && exchange > 0 ? exchange : undefined,
    hidesPings: params.get('pings') === 'hide',
  };
}

/** Commands as one parameter. A remote may choose a command with a comma. */
export function formatCommands(commands: Iterable<string>): string {
  return [...commands].map((command) => command.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

/** Whether the filter hides anything. */
export function isFiltered({ commands, direction, text, exchange, hidesPings }: LineFilter): boolean {
  return commands.size > 0 || direction !== '' || text !== '' || exchange !== undefined || hidesPings;
}

/** The lines that the filter shows. */
export function filterLines(lines: readonly SequenceLine[], filter: LineFilter): readonly SequenceLine[] {
  return isFiltered(filter) ? lines.filter((line) => isShown(line, filter)) : lines;
}

/** The line of the request to which a message belongs: its own, unless it is an answer. */
export function exchangeOf({ number, answers }: SequenceLine): number {
  return answers?.line ?? number;
}

function isShown(line: SequenceLine, { commands, direction, text, exchange, hidesPings }: LineFilter): boolean {
  const { command } = line;
  if (exchange !== undefined && exchangeOf(line) !== exchange) return false;
  if (direction !== '' && line.direction !== direction) return false;
  if (hidesPings && (command === 'ping' || command === 'pong')) return false;
  if (commands.size > 0 && !commands.has(command)) return false;
  return text === '' || `${command} ${line.summary}`.toLowerCase().includes(text);
}

function parseCommands(text: string): ReadonlySet<string> {
  const commands = text.split(',').filter((each) => each !== '');
  return new Set(commands.map((each) => each.replaceAll('%2C', ',').replaceAll('%25', '%')));
}
