import { RemoteProtocolError, toPeerError } from '../../base/errors.js';
import { RejectCode } from '../../messages/reject.js';
import type { VersionMessage } from '../../messages/version.js';
import { processIdentity, type Identity } from './identity.js';

/** Options that decide whether a remote is accepted by its version message. */
export interface RemoteVersionOptions {
  /** The lowest protocol version that is accepted. Default 209 (lbcd, peer/peer.go MinAcceptableProtocolVersion). */
  minProtocolVersion?: number | undefined;
  /**
   * The services that the remote must offer: all bits of a mask; all bits of at least one mask of a list, as in
   * `[ServiceFlags.network, ServiceFlags.networkLimited]`; or those that a predicate accepts. Default: none.
   */
  requiredServices?: RequiredServices | undefined;
  /** Called with the version of the remote. Return a reason to refuse the remote, or undefined to accept it. Default: accepts every remote. */
  acceptRemote?: ((version: VersionMessage) => undefined | string) | undefined;
  /** Detects connections to ourselves. Default: one identity for the whole process. */
  identity?: Identity | undefined;
}

/**
 * The services that a remote must offer: all bits of the mask, all bits of at least one mask of the list, or those that the predicate accepts.
 */
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

/** Why a remote is refused, and the code of the `reject` that is sent to it. */
export interface Refusal {
  readonly error: RemoteProtocolError;
  readonly rejectCode: number;
}

/** True if the remote is ourselves: we have sent a version with its nonce. */
export function isOurselves(remote: VersionMessage, { identity = processIdentity }: RemoteVersionOptions): boolean {
  return remote.nonce !== undefined && identity.isOurs(remote.nonce);
}

/**
 * Why a remote with this version is refused; undefined if it is accepted.
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
    const fact = `services ${formatServices(remote.services)}, ${formatRequired(requiredServices)} required`;
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

function formatServices(services: bigint): string {
  return `0x${services.toString(16)}`;
}

function formatRequired(required: RequiredServices = 0n): string {
  if (typeof required === 'function') return 'others are';
  return typeof required === 'bigint' ? formatServices(required) : required.map(formatServices).join(' or ');
}
