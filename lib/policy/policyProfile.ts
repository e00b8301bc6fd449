import { invalidOption } from '../base/optionChecks.js';

/** The name of a predefined policy. `core`: the reactions of Bitcoin Core. `lbcd`: the reactions of the package `peer` of lbcd and btcd. */
export type PolicyProfile = 'core' | 'lbcd';

/** Errors with LocalProtocolError `INVALID_OPTION` if the value is no name of a predefined policy. */
export function requirePolicyProfile(value: unknown): asserts value is PolicyProfile {
  if (value === 'core' || value === 'lbcd') return;
  invalidOption('policy', `'core' or 'lbcd' expected, got ${JSON.stringify(value)}`);
}
