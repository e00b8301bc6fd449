import type { RemoteProtocolErrorCode } from '../base/errors.js';
import { invalidOption } from '../base/optionChecks.js';
import { requirePolicyProfile, type PolicyProfile } from './policyProfile.js';
import { VIOLATIONS, type Reaction, type Violation, type ViolationDefinition } from './violations.js';

/** The reaction of a peer to one kind of violation. */
export interface PolicyRow {
  /** Whether the message is processed, reported or dropped, or the connection closed. */
  readonly reaction: Reaction;
  /**
   * Whether a close for this reason counts as misbehaviour: `closed$` emits `misbehaviour: true`, and a pool discourages the host. Always
   * false unless the reaction is `close`.
   */
  readonly misbehaviour: boolean;
}

/** One row for each kind of violation. Create one with `definePolicy`. */
export type Policy = Readonly<Record<Violation, PolicyRow>>;

/** The rows that differ from the profile. A row with a `reaction` and without `misbehaviour` does not count as misbehaviour. */
export type PolicyOverrides = { readonly [V in Violation]?: Partial<PolicyRow> | undefined };

/**
 * Creates a policy from the rows of a profile and replaces some rows.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for an unknown profile or violation, for a reaction that is not possible
 * for the violation (a payload that cannot be decoded cannot be delivered), and for misbehaviour without `close`.
 *
 * @example
 * connect({ network, host, policy: definePolicy('core', { BAD_CHECKSUM: { reaction: 'close', misbehaviour: true } }) })
 */
export function definePolicy(profile: PolicyProfile, overrides: PolicyOverrides = {}): Policy {
  requirePolicyProfile(profile);
  const rows: Partial<Record<Violation, PolicyRow>> = {};
  for (const [code, override] of Object.entries(overrides) as [Violation, Partial<PolicyRow> | undefined][]) {
    if (override !== undefined) rows[code] = overriddenRow(code, PROFILES[profile], override);
  }
  return withRows(PROFILES[profile], rows);
}

/** A copy of a policy in which some rows are replaced; the policy itself if `rows` is empty. It keeps the profile. */
export function withRows(policy: Policy, rows: Partial<Policy>): Policy {
  // Not a copy for each peer: freezing one takes 10 µs.
  if (Object.keys(rows).length === 0) return policy;
  const copy = Object.freeze({ ...policy, ...rows });
  PROFILE_OF.set(copy, policyProfileOf(policy));
  return copy;
}

/** The profile that a policy was created from; `core` if `definePolicy` did not create it. */
export function policyProfileOf(policy: Policy): PolicyProfile {
  return PROFILE_OF.get(policy) ?? 'core';
}

function overriddenRow(code: Violation, policy: Policy, override: Partial<PolicyRow>): PolicyRow {
  if (!Object.hasOwn(VIOLATIONS, code)) {
    invalidOption(`policy/${code}`, `no violation of this name; known: ${Object.keys(VIOLATIONS).join(', ')}`);
  }
  const { reactions } = VIOLATIONS[code];
  const { reaction = policy[code].reaction } = override;
  if (!reactions.includes(reaction)) {
    invalidOption(
      `policy/${code}/reaction`,
      `one of ${reactions.join(', ')} expected, got ${JSON.stringify(reaction)}`,
    );
  }
  const { misbehaviour = override.reaction === undefined && policy[code].misbehaviour } = override;
  if (misbehaviour && reaction !== 'close') {
    invalidOption(
      `policy/${code}/misbehaviour`,
      `false expected with the reaction ${reaction}: only a close can be misbehaviour`,
    );
  }
  return Object.freeze({ reaction, misbehaviour });
}

/** Resolves the option `policy`: the name of a profile, or a policy from `definePolicy`. */
export function policyOf(policy: PolicyProfile | Policy): Policy {
  if (
    typeof policy === 'object' &&
    policy !== null &&
    Object.keys(VIOLATIONS).every((code) => Object.hasOwn(policy, code))
  ) {
    return policy;
  }
  return definePolicy(policy as PolicyProfile);
}

/** Whether the table has a row for an error code. The other codes are our own refusals and ends of the stream, which always close. */
export function isViolation(code: RemoteProtocolErrorCode): code is Violation {
  return Object.hasOwn(VIOLATIONS, code);
}

const PROFILES: Readonly<Record<PolicyProfile, Policy>> = { core: rowsOf('core'), lbcd: rowsOf('lbcd') };

/** Not a field of a policy, which has one row per violation and nothing else. */
const PROFILE_OF = new WeakMap<Policy, PolicyProfile>([
  [PROFILES.core, 'core'],
  [PROFILES.lbcd, 'lbcd'],
]);

function rowsOf(profile: PolicyProfile): Policy {
  const rows = Object.entries(VIOLATIONS as Record<Violation, ViolationDefinition>).map(([code, definition]) => {
    const { reaction, misbehaviour = false } = definition[profile];
    return [code, Object.freeze({ reaction, misbehaviour })] as const;
  });
  return Object.freeze(Object.fromEntries(rows)) as Policy;
}
