import { FLAGS, type Flag, type NumberField, type SearchedPeer, type TextField } from './searchedPeer.js';
import { NUMBER_FIELDS, TEXT_FIELDS } from './searchFields.js';
import { searchTerms, type Operator, type SearchTerm } from './searchTerms.js';

/** Characters of a search; the rest is ignored. */
export const MAX_SEARCH_CHARACTERS = 300;

/** The valid part of a search, and the errors of the other terms. */
export interface Search {
  /** True for a peer that all valid terms match. */
  readonly matches: (peer: SearchedPeer) => boolean;
  /** The errors of the other terms, as sentences. */
  readonly errors: readonly string[];
}

type Test = (peer: SearchedPeer) => boolean;

/**
 * Parses a search for peers: `agent:knots transport:v1 rtt>300 -is:silent "a text"`. All terms have to match; a minus negates one. A term
 * without a field is searched in all texts of the peer. Case is ignored. A term that is not valid is an error, and is ignored.
 */
export function parseSearch(text: string): Search {
  const tests: Test[] = [];
  const errors: string[] = [];
  for (const term of searchTerms(text.slice(0, MAX_SEARCH_CHARACTERS))) {
    // A lone minus or quote: the user is still typing.
    if (term.field === undefined && term.value === '') continue;
    const test = testOf(term);
    if (typeof test === 'string') errors.push(test);
    else tests.push(term.isNegated ? (peer) => !test(peer) : test);
  }
  return { matches: (peer) => tests.every((test) => test(peer)), errors };
}

/** The test of a term, or its error. */
function testOf({ field, value }: SearchTerm): Test | string {
  const wanted = value.toLowerCase();
  if (field === undefined) return (peer) => Object.values(peer.text).some((texts) => hasPart(texts, wanted));
  const { name, operator } = field;
  if (value === '') return `${name}${operator} needs a value.`;
  if (name === 'is') return flagTest(wanted);
  if (Object.hasOwn(TEXT_FIELDS, name)) return textTest(name as TextField, operator, wanted);
  if (Object.hasOwn(NUMBER_FIELDS, name)) return numberTest(name as NumberField, operator, wanted);
  const fields = [...Object.keys(TEXT_FIELDS), ...Object.keys(NUMBER_FIELDS), 'is'].join(', ');
  return `There is no field “${name}”: use one of ${fields}, or put the text in quotes.`;
}

function flagTest(wanted: string): Test | string {
  const flag = FLAGS.find((each) => each === wanted);
  if (flag === undefined)
    return `is:${wanted} is unknown: use one of ${FLAGS.map((each: Flag) => `is:${each}`).join(', ')}.`;
  return ({ flags }) => flags.has(flag);
}

function textTest(name: TextField, operator: Operator, wanted: string): Test | string {
  const { isExact, values } = TEXT_FIELDS[name];
  if (operator !== ':') return `${name} is a text: write ${name}:${wanted}.`;
  if (values !== undefined && !values.includes(wanted)) return `${name} is ${values.join(' or ')}, not “${wanted}”.`;
  return isExact
    ? ({ text }) => (text[name] ?? []).some((each) => each.toLowerCase() === wanted)
    : ({ text }) => hasPart(text[name], wanted);
}

function numberTest(name: NumberField, operator: Operator, wanted: string): Test | string {
  const { units } = NUMBER_FIELDS[name];
  const [, digits, unit = ''] = /^([-−]?\d+(?:\.\d+)?)([a-z]*)$/.exec(wanted) ?? [];
  const worth = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (digits === undefined || worth === undefined) {
    const named = Object.keys(units).filter((each) => each !== '');
    return `${name} is a number${named.length === 0 ? '' : `, with ${named.join(', ')} or no unit`}, not “${wanted}”.`;
  }
  const limit = Number(digits.replace('−', '-')) * worth;
  return ({ number }) => {
    const value = number[name];
    return value !== undefined && COMPARE[operator](value, limit);
  };
}

const COMPARE: Readonly<Record<Operator, (value: number, limit: number) => boolean>> = {
  ':': (value, limit) => value === limit,
  '>': (value, limit) => value > limit,
  '<': (value, limit) => value < limit,
  '>=': (value, limit) => value >= limit,
  '<=': (value, limit) => value <= limit,
};

function hasPart(texts: readonly string[] = [], part: string): boolean {
  return texts.some((text) => text.toLowerCase().includes(part));
}
