import { RemoteProtocolError, toPeerError } from '../../base/errors.js';
import { RejectCode } from '../../messages/reject.js';
import type { VersionMessage } from '../../messages/version.js';
import { processIdentity, type Identity } from './identity.js';

export interface RemoteVersionOptions {
  /** The lowest that is accepted. Default 209 (lbcd, peer/peer.go MinAcceptableProtocolVersion). */
  minProtocolVersion?: number | undefined;
  /**
   * The services that the remote must offer: a mask of which it needs every bit; a list of such masks, one of which suffices, as in
   * `[ServiceFlags.network, ServiceFlags.networkLimited]`; or a predicate. Default: none.
   */
  requiredServices?: RequiredServices | undefined;
  /** May refuse the remote: a string is the reason. Default: accepts. */
  acceptRemote?: ((version: VersionMessage) => undefined | string) | undefined;
  /** Default: one for the whole process. */
  identity?: Identity | undefined;
}

/** Which services suffice: all bits of a mask, of one of several masks, or what a predicate accepts. */
export type RequiredServices = bigint | readonly bigint[] | ((services: bigint) => boolean);

/**
 * True if these services meet the requirement.
 *
 * Errors with LocalProtocolError `CALLBACK_FAILED` when the predicate throws.
 */
export function offersRequired(services: bigint, required: RequiredServices = 0n): boolean {
  if (typeof required === 'bigint') return (required & ~services) === 0n;
  if (typeof required !== 'function') return required.some((mask) => (mask & ~services) === 0n);
  try {
    return required(services);
  } catch (error) {
    throw toPeerError(error, 'requiredServices');
  }
}

/** Why a remote is refused, and the code of the `reject` that says so. */
export interface Refusal {
  readonly error: RemoteProtocolError;
  readonly rejectCode: number;
}

/** True when the remote is ourselves: its nonce is one that we have sent. */
export function isOurselves(remote: VersionMessage, { identity = processIdentity }: RemoteVersionOptions): boolean {
  return remote.nonce !== undefined && identity.isOurs(remote.nonce);
}

/**
 * Says whether we want to talk to a remote with this version: undefined, or why not.
 *
 * Errors with LocalProtocolError `CALLBACK_FAILED` when `acceptRemote` throws.
 */
export function refusalOf(remote: VersionMessage, options: RemoteVersionOptions): Refusal | undefined {
  const { minProtocolVersion = 209, requiredServices, acceptRemote } = options;
  if (remote.version < minProtocolVersion) {
    const fact = `protocol version ${remote.version}, at least ${minProtocolVersion} allowed`;
    return { error: new RemoteProtocolError('VERSION_TOO_OLD', fact), rejectCode: RejectCode.obsolete };
  }
  if (!offersRequired(remote.services, requiredServices)) {
    const fact = `services ${spellServices(remote.services)}, ${spellRequired(requiredServices)} required`;
    return { error: new RemoteProtocolError('SERVICES_MISSING', fact), rejectCode: RejectCode.nonstandard };
  }
  let reason: string | undefined;
  try {
    reason = acceptRemote?.(remote);
  } catch (error) {
    throw toPeerError(error, 'acceptRemote');
  }
  if (typeof reason !== 'string') return undefined;
  return { error: new RemoteProtocolError('REFUSED', reason), rejectCode: RejectCode.nonstandard };
}

function spellServices(services: bigint): string {
  return `0x${services.toString(16)}`;
}

function spellRequired(required: RequiredServices = 0n): string {
  if (typeof required === 'function') return 'others are';
  return typeof required === 'bigint' ? spellServices(required) : required.map(spellServices).join(' or ');
}
