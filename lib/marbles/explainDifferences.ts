import { differencesOf } from './differences.js';
import { formatTime } from './formatTime.js';
import type { ExpectedEvent } from './recordedEvent.js';
import { isMatch, type TimelineEntry, type LabelledEvent } from './timeline.js';
import { formatDifference } from './formatValue.js';

/** A report shows at most this many explanations, and this many differing fields in each. */
const MAX_EXPLANATIONS = 6;
const MAX_FIELDS = 5;

/**
 * Describes the differences in time order: an event in place of another one, with the fields in which they differ; an event that is too
 * early or too late; a missing event; an unexpected event.
 *
 * @returns `compared`: the symbols of the messages whose differing fields are listed
 */
export function explainDifferences(entries: readonly TimelineEntry[]): { lines: string[]; compared: Set<string> } {
  const differing = entries.filter(({ differs }) => differs).map(unmatchedEventsOf);
  pairAcrossTime(differing);
  const all = differing.flatMap((unmatched) => explanationsOf(unmatched).map((each) => ({ ...each, ...unmatched })));
  const shown = all.slice(0, MAX_EXPLANATIONS);
  const lines = shown.flatMap(({ atMs, text, fields = [] }) => {
    const time = `${formatTime(atMs)}  `;
    return [time + text, ...fields.map((field) => ' '.repeat(time.length) + field)];
  });
  if (all.length > shown.length) lines.push('… and more');
  return { lines, compared: new Set(shown.flatMap(({ symbols = [] }) => symbols)) };
}

interface Explanation {
  readonly text: string;
  /** Differing fields of two messages with the same command, and the symbols of the two. */
  readonly fields?: string[];
  readonly symbols?: string[];
}

/** The events of one time that have no match at that time. */
interface UnmatchedEvents {
  readonly atMs: number;
  /** True if every event has its match but the order differs. */
  readonly isReordered: boolean;
  readonly missing: ExpectedEvent[];
  readonly unexpected: LabelledEvent[];
  readonly moved: { readonly event: ExpectedEvent; readonly toMs: number }[];
}

function unmatchedEventsOf({ atMs, expected, actual }: TimelineEntry): UnmatchedEvents {
  const unexpected = [...actual];
  const missing = expected.filter((each) => !takeMatch(unexpected, each));
  return { atMs, missing, unexpected, moved: [], isReordered: missing.length === 0 && unexpected.length === 0 };
}

/** Pairs each missing event with the nearest unexpected one that matches it at another time. */
function pairAcrossTime(differing: readonly UnmatchedEvents[]): void {
  for (const { atMs, missing, moved } of differing) {
    const others = differing
      .filter((other) => other.atMs !== atMs && other.unexpected.length > 0)
      .sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs));
    for (const event of [...missing]) {
      const other = others.find(({ unexpected }) => takeMatch(unexpected, event));
      if (other === undefined) continue;
      missing.splice(missing.indexOf(event), 1);
      moved.push({ event, toMs: other.atMs });
    }
  }
}

function takeMatch(unexpected: LabelledEvent[], expected: ExpectedEvent): boolean {
  const index = unexpected.findIndex((each) => isMatch(each, expected));
  if (index !== -1) unexpected.splice(index, 1);
  return index !== -1;
}

function explanationsOf({ atMs, isReordered, missing, unexpected, moved }: UnmatchedEvents): Explanation[] {
  if (isReordered) return [{ text: 'came in another order' }];
  const pairCount = Math.min(missing.length, unexpected.length);
  return [
    ...moved.map(({ event, toMs }) => ({
      text: `${describe(event)} expected, came ${formatShift(toMs - atMs)}`,
    })),
    ...missing.slice(0, pairCount).map((each, i) => explainReplacement(each, unexpected[i]!)),
    ...missing.slice(pairCount).map((each) => ({ text: `${describe(each)} expected, nothing came` })),
    ...unexpected.slice(pairCount).map((each) => ({ text: `${describe(each)} came, nothing expected` })),
  ];
}

function formatShift(ms: number): string {
  return ms > 0 ? `${formatTime(ms)} later` : `${formatTime(-ms)} earlier`;
}

function explainReplacement(expected: ExpectedEvent, actual: LabelledEvent): Explanation {
  const text = `${describe(expected)} expected, ${describe(actual)} came`;
  if (!isComparable(expected, actual)) return { text };
  const differences = [...differencesOf(actual.value, expected.value)];
  const fields = differences.slice(0, MAX_FIELDS).flatMap(formatDifference);
  if (differences.length > MAX_FIELDS) fields.push(`… and ${differences.length - MAX_FIELDS} more fields`);
  return { text, fields, symbols: [expected.symbol, actual.symbol] };
}

/** True for two messages with the same command, and for two values that are not messages. Other pairs differ in every field. */
function isComparable(expected: ExpectedEvent, actual: LabelledEvent): boolean {
  return expected.kind === 'N' && actual.kind === 'N' && commandOf(expected.value) === commandOf(actual.value);
}

/** `q pong`, `# PeerTimeoutError PONG_TIMEOUT`, `| by remote` */
function describe({ kind, symbol, value }: LabelledEvent): string {
  if (kind === 'E') return `# ${value as string}`;
  if (kind === 'C') return value === undefined ? '| the end' : `| by ${value as string}`;
  const command = commandOf(value);
  return command === undefined ? symbol : `${symbol} ${command}`;
}

/** The command if the value is a message, else undefined. */
export function commandOf(value: unknown): string | undefined {
  const command = (value as { command?: unknown } | null | undefined)?.command;
  return typeof command === 'string' ? command : undefined;
}
