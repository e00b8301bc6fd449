import { invalidOption, requireArray } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import type { PolicyProfile } from '../policy/policyProfile.js';
import type { Question } from './exchanges/exchange.js';

/** A question that can be required to have an answer. */
export type RequiredAnswer = Exclude<Question, 'ping'>;

const QUESTIONS: readonly RequiredAnswer[] = [
  ...(['getdata', 'getheaders', 'getblocks', 'mempool', 'getaddr', 'getblocktxn'] as const),
  ...(['getcfilters', 'getcfheaders', 'getcfcheckpt'] as const),
];

const REQUIRED: Readonly<Record<PolicyProfile, readonly RequiredAnswer[]>> = {
  core: ['getdata', 'getheaders'],
  lbcd: ['getdata', 'getheaders', 'getblocks', 'mempool'],
};

/** The default of the option `requiredAnswers` of `expectReplies`. */
export function requiredByProfile(profile: PolicyProfile): readonly RequiredAnswer[] {
  return REQUIRED[profile];
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the item that is no such question. */
export function requireRequiredAnswers(value: readonly RequiredAnswer[] | undefined): void {
  requireArray('requiredAnswers', value);
  value?.forEach((name, i) => {
    if (QUESTIONS.includes(name)) return;
    invalidOption(`requiredAnswers/${i}`, `one of ${QUESTIONS.join(', ')} expected, got ${show(name)}`);
  });
}
