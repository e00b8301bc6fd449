import { HISTORY_PARAMS } from './historyParams.js';
import { isCount, isFields, isHash, isText, type Fields } from './requestFields.js';
import { MAX_ALERT_KEY_CHARACTERS } from '../protocol/alertRow.js';
import { parseActionRequest } from '../act/parseActionRequest.js';
import { parsePlaybackRequest } from '../playback/playbackRequest.js';
import type { Questions, QuestionKind } from '../protocol/questions.js';
import type { PageRequest } from '../protocol/requests.js';
import { TABLE_NAMES, type TableName } from '../protocol/table.js';

/** Parses a request of a page; undefined if it is not a valid one. A page is as untrusted as any other remote. */
export function parsePageRequest(text: string): PageRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(value)) return undefined;
  const { kind, peer, after, tables, number, question, params } = value;
  if (kind === 'show' && isTables(tables)) return { kind, tables };
  if (kind === 'watch' && (peer === null || isCount(peer)) && isCount(after)) return { kind, peer, after };
  if (kind === 'playback') return parsePlaybackRequest(value);
  if (kind === 'ask' && isCount(number) && isFields(params) && isQuestion(question)) {
    const parsed = PARAMS[question](params);
    return parsed && ({ kind, number, question, params: parsed } as PageRequest);
  }
  return undefined;
}

/** The parameters of each question; undefined if they are not valid. */
const PARAMS: { readonly [Kind in QuestionKind]: (params: Fields) => Questions[Kind]['params'] | undefined } = {
  details: ({ peer, line }) => (isCount(peer) && isCount(line) ? { peer, line } : undefined),
  ...HISTORY_PARAMS,
  bytes: ({ peer, line }) => (isCount(peer) && isCount(line) ? { peer, line } : undefined),
  lineOf: ({ peer, hash }) => (isCount(peer) && isHash(hash) ? { peer, hash } : undefined),
  acknowledge: ({ key }) => (isText(key, MAX_ALERT_KEY_CHARACTERS) ? { key } : undefined),
  exchanges: ({ peer }) => (isCount(peer) ? { peer } : undefined),
  facts: ({ peer }) => (isCount(peer) ? { peer } : undefined),
  act: parseActionRequest,
};

function isQuestion(value: unknown): value is QuestionKind {
  return typeof value === 'string' && Object.hasOwn(PARAMS, value);
}

function isTables(value: unknown): value is TableName[] {
  return (
    Array.isArray(value) &&
    value.length <= TABLE_NAMES.length &&
    value.every((name) => TABLE_NAMES.includes(name as TableName))
  );
}
