import type { RemoteProtocolErrorCode } from '../base/errors.js';
import { invalidOption } from '../base/optionChecks.js';
import { VIOLATIONS, type Reaction, type Violation, type ViolationDefinition } from './violations.js';

/** What a peer does about one kind of violation. */
export interface PolicyRow {
  readonly reaction: Reaction;
  /**
   * Whether a close for this reason counts as misbehaviour: `closed$` says so, and a pool discourages the host. False unless the
   * reaction is `close`.
   */
  readonly misbehaviour: boolean;
}

/** `core`: what Bitcoin Core does. `lbcd`: what lbcd's and btcd's package `peer` does. */
export type PolicyProfile = 'core' | 'lbcd';

/** One row for each kind of violation. Made by `definePolicy`. */
export type Policy = Readonly<Record<Violation, PolicyRow>>;

/** Rows that differ from the profile's. A row with a new reaction is no misbehaviour unless it says so. */
export type PolicyOverrides = { readonly [V in Violation]?: Partial<PolicyRow> | undefined };

/**
 * A policy: the rows of a profile, some of them replaced.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for an unknown profile or violation, for a reaction that a violation does not
 * allow (an unreadable payload cannot be delivered), and for misbehaviour without a close.
 *
 * @example
 * connect({ network, host, policy: definePolicy('core', { BAD_CHECKSUM: { reaction: 'close', misbehaviour: true } }) })
 */
export function definePolicy(profile: PolicyProfile, overrides: PolicyOverrides = {}): Policy {
  const rows = Object.hasOwn(PROFILES, profile) ? PROFILES[profile] : undefined;
  if (rows === undefined) invalidOption('policy', `'core' or 'lbcd' expected, got ${JSON.stringify(profile)}`);
  const policy: Record<Violation, PolicyRow> = { ...rows };
  for (const [code, override] of Object.entries(overrides) as [Violation, Partial<PolicyRow> | undefined][]) {
    if (override !== undefined) policy[code] = overriddenRow(code, policy, override);
  }
  return Object.freeze(policy);
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

/** The policy that a peer's options choose: a profile by name, or rows that `definePolicy` made. */
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

/** True for an error code that the table has a row for; the others are refusals of our own, ends of stream, and so on. */
export function isViolation(code: RemoteProtocolErrorCode): code is Violation {
  return Object.hasOwn(VIOLATIONS, code);
}

const PROFILES: Readonly<Record<PolicyProfile, Policy>> = { core: profileOf('core'), lbcd: profileOf('lbcd') };

function profileOf(profile: PolicyProfile): Policy {
  const rows = Object.entries(VIOLATIONS as Record<Violation, ViolationDefinition>).map(([code, definition]) => {
    const { reaction, misbehaviour = false } = definition[profile];
    return [code, Object.freeze({ reaction, misbehaviour })] as const;
  });
  return Object.freeze(Object.fromEntries(rows)) as Policy;
}
