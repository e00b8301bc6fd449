import { isCount, isHash, type Fields } from './requestFields.js';
import type { RateSelection } from '../protocol/rateRange.js';
import type { Questions, TrendQuery } from '../protocol/questions.js';

/** The longest command of the wire. */
const MAX_COMMAND_CHARACTERS = 64;

type Parse<Kind extends keyof Questions> = (params: Fields) => Questions[Kind]['params'] | undefined;

/**
 * The parameters of the questions about the history of the run; undefined if they are not valid. The histories check the ranges of
 * numbers.
 */
export const HISTORY_PARAMS = {
  rates: (params) => merge(parseSpan(params), parseSelection(params)),
  ratesAfter: (params) => merge(parseIncrement(params), parseSelection(params)),
  trend: (params) => merge(parseSpan(params), parseType(params)),
  trendAfter: (params) => merge(parseIncrement(params), parseType(params)),
  marks: ({ fromMs, toMs }) => (isCount(fromMs) && isCount(toMs) ? { fromMs, toMs } : undefined),
  sightings: ({ hash }) => (isHash(hash) ? { hash } : undefined),
  curve: ({ peer }) => (isCount(peer) ? { peer } : undefined),
} satisfies { readonly [Kind in keyof Questions]?: Parse<Kind> };

function merge<A, B>(a: A | undefined, b: B | undefined): (A & B) | undefined {
  return a === undefined || b === undefined ? undefined : { ...a, ...b };
}

function parseSpan({ fromMs, toMs, maxPoints }: Fields) {
  if (!isCount(fromMs) || !isCount(toMs)) return undefined;
  if (maxPoints === undefined) return { fromMs, toMs };
  return isCount(maxPoints) ? { fromMs, toMs, maxPoints } : undefined;
}

function parseIncrement({ number, widthMs }: Fields) {
  return Number.isSafeInteger(number) && isCount(widthMs) ? { number: number as number, widthMs } : undefined;
}

function parseSelection({ command, unit }: Fields): RateSelection | undefined {
  if (unit !== 'messages' && unit !== 'bytes') return undefined;
  if (command === undefined) return { unit };
  return typeof command === 'string' && command.length <= MAX_COMMAND_CHARACTERS ? { unit, command } : undefined;
}

function parseType({ type }: Fields): TrendQuery | undefined {
  return type === 'block' || type === 'transaction' ? { type } : undefined;
}
