import { RemoteProtocolError, toPeerError } from '../errors.js';
import { RejectCode } from '../messages/reject.js';
import type { VersionMessage } from '../messages/version.js';
import { processIdentity, type Identity } from './identity.js';

export interface RemoteVersionOptions {
  /** The lowest that is accepted. Default 209 (lbcd, peer/peer.go MinAcceptableProtocolVersion). */
  minProtocolVersion?: number | undefined;
  /** What the remote must offer. Default 0n. */
  requiredServices?: bigint | undefined;
  /** May refuse the remote: a string is the reason. Default: accepts. */
  acceptRemote?: ((version: VersionMessage) => undefined | string) | undefined;
  /** Default: one for the whole process. */
  identity?: Identity | undefined;
}

/** Why a remote is turned away, and the code of the reject that tells it; without one it is not told. */
export interface Refusal {
  readonly error: RemoteProtocolError;
  readonly rejectCode?: number;
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
  const { minProtocolVersion = 209, requiredServices = 0n, acceptRemote } = options;
  if (remote.version < minProtocolVersion) {
    const fact = `protocol version ${remote.version}, at least ${minProtocolVersion} allowed`;
    return { error: new RemoteProtocolError('VERSION_TOO_OLD', fact), rejectCode: RejectCode.obsolete };
  }
  const missing = requiredServices & ~remote.services;
  if (missing !== 0n) {
    const fact = `services 0x${remote.services.toString(16)}, 0x${missing.toString(16)} of the required ones missing`;
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
