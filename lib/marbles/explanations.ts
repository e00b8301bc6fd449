import { differencesOf } from './differences.js';
import { momentText } from './duration.js';
import type { ExpectedEvent } from './recordedEvent.js';
import { isMatch, type Moment, type LabelledEvent } from './timeline.js';
import { differenceLines } from './valueText.js';

/** More of them help nobody. */
const MAX_EXPLANATIONS = 6;
const MAX_FIELDS = 5;

/**
 * Says in words what differs, moment by moment: what came in place of what, and in which fields the two differ, what came at another
 * time, what is missing, and what nobody has expected.
 *
 * @returns `compared`: the signs whose differing fields are told
 */
export function explain(moments: readonly Moment[]): { lines: string[]; compared: Set<string> } {
  const differing = moments.filter(({ differs }) => differs).map(withoutMatches);
  pairAcrossTime(differing);
  const all = differing.flatMap((remains) => explanationsOf(remains).map((each) => ({ ...each, ...remains })));
  const shown = all.slice(0, MAX_EXPLANATIONS);
  const lines = shown.flatMap(({ frame, text, fields = [] }) => {
    const moment = `${momentText(frame)}  `;
    return [moment + text, ...fields.map((field) => ' '.repeat(moment.length) + field)];
  });
  if (all.length > shown.length) lines.push('… and more');
  return { lines, compared: new Set(shown.flatMap(({ signs = [] }) => signs)) };
}

interface Explanation {
  readonly text: string;
  /** Where two messages of one command differ, and their signs. */
  readonly fields?: string[];
  readonly signs?: string[];
}

/** What is left of a moment when what is as expected is taken away. */
interface Remains {
  readonly frame: number;
  readonly isReordered: boolean;
  readonly missing: ExpectedEvent[];
  readonly surplus: LabelledEvent[];
  readonly moved: { readonly happening: ExpectedEvent; readonly toMs: number }[];
}

function withoutMatches({ frame, expected, actual }: Moment): Remains {
  const surplus = [...actual];
  const missing = expected.filter((each) => !takeMatch(surplus, each));
  return { frame, missing, surplus, moved: [], isReordered: missing.length === 0 && surplus.length === 0 };
}

/** Finds what came too early or too late, the nearest first. */
function pairAcrossTime(differing: readonly Remains[]): void {
  for (const { frame, missing, moved } of differing) {
    const others = differing
      .filter((other) => other.frame !== frame && other.surplus.length > 0)
      .sort((a, b) => Math.abs(a.frame - frame) - Math.abs(b.frame - frame));
    for (const happening of [...missing]) {
      const other = others.find(({ surplus }) => takeMatch(surplus, happening));
      if (other === undefined) continue;
      missing.splice(missing.indexOf(happening), 1);
      moved.push({ happening, toMs: other.frame });
    }
  }
}

function takeMatch(surplus: LabelledEvent[], expected: ExpectedEvent): boolean {
  const at = surplus.findIndex((each) => isMatch(each, expected));
  if (at !== -1) surplus.splice(at, 1);
  return at !== -1;
}

function explanationsOf({ frame, isReordered, missing, surplus, moved }: Remains): Explanation[] {
  if (isReordered) return [{ text: 'came in another order' }];
  const pairs = Math.min(missing.length, surplus.length);
  return [
    ...moved.map(({ happening, toMs }) => ({
      text: `${inWords(happening)} expected, came ${shiftText(toMs - frame)}`,
    })),
    ...missing.slice(0, pairs).map((each, i) => insteadOf(each, surplus[i]!)),
    ...missing.slice(pairs).map((each) => ({ text: `${inWords(each)} expected, nothing came` })),
    ...surplus.slice(pairs).map((each) => ({ text: `${inWords(each)} came, nothing expected` })),
  ];
}

function shiftText(ms: number): string {
  return ms > 0 ? `${momentText(ms)} later` : `${momentText(-ms)} earlier`;
}

function insteadOf(expected: ExpectedEvent, actual: LabelledEvent): Explanation {
  const text = `${inWords(expected)} expected, ${inWords(actual)} came`;
  if (!isComparable(expected, actual)) return { text };
  const differences = [...differencesOf(actual.value, expected.value)];
  const fields = differences.slice(0, MAX_FIELDS).flatMap(differenceLines);
  if (differences.length > MAX_FIELDS) fields.push(`… and ${differences.length - MAX_FIELDS} more fields`);
  return { text, fields, signs: [expected.sign, actual.sign] };
}

/** Two messages of different commands differ in everything. */
function isComparable(expected: ExpectedEvent, actual: LabelledEvent): boolean {
  return expected.kind === 'N' && actual.kind === 'N' && commandOf(expected.value) === commandOf(actual.value);
}

/** `q pong`, `# PeerTimeoutError PONG_TIMEOUT`, `| by remote` */
function inWords({ kind, sign, value }: LabelledEvent): string {
  if (kind === 'E') return `# ${value as string}`;
  if (kind === 'C') return value === undefined ? '| the end' : `| by ${value as string}`;
  const command = commandOf(value);
  return command === undefined ? sign : `${sign} ${command}`;
}

/** The command, where it is a message. */
export function commandOf(value: unknown): string | undefined {
  const command = (value as { command?: unknown } | null | undefined)?.command;
  return typeof command === 'string' ? command : undefined;
}
