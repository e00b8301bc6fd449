import { RemoteProtocolError, toPeerError, type PeerError } from '../../base/errors.js';
import type { Reaction } from '../../policy/violations.js';
import { isViolationError, type ViolationError } from '../../protocol/violation.js';
import { leftoverError } from '../../wire/payload.js';
import type { IncomingMessage } from './incomingMessage.js';

/** The owner of MessageFaults: decides the reaction to invalid frames and payloads, and is notified of them. */
export interface FaultOwner {
  /** The policy's reaction to a violation. */
  reactionTo(error: ViolationError): Reaction;
  /** The violation to report for an invalid payload of this command: `error`, or a violation that has priority over it. */
  violationOf(error: RemoteProtocolError, command: string): RemoteProtocolError;
  /** A frame with a bad checksum or command was skipped. */
  onSkippedFrame(sizeBytes: number): void;
  onFault(error: RemoteProtocolError): void;
  /** Reading has ended: with this error, or because the remote has ended its side. */
  onInputEnd(error?: PeerError): void;
}

/** Finds the faults of received messages and applies the policy to them. */
export class MessageFaults {
  constructor(private readonly owner: FaultOwner) {}

  /** Decodes or validates the payload. @returns the error of an invalid payload, or the violation if bytes are left over */
  check(incoming: IncomingMessage, mustDecode: boolean): unknown {
    try {
      if (mustDecode) incoming.message();
      else incoming.validate();
    } catch (error) {
      return error instanceof RemoteProtocolError ? this.owner.violationOf(error, incoming.command) : error;
    }
    return incoming.leftoverBytes === 0 ? undefined : leftoverError(incoming.command, incoming.leftoverBytes);
  }

  /** True if the message is delivered despite the fault. */
  isDelivered(fault: unknown): boolean {
    if (fault === undefined) return true;
    if (!isViolationError(fault) || fault.code !== 'LEFTOVER') return false;
    const reaction = this.owner.reactionTo(fault);
    return reaction === 'ignore' || reaction === 'fault';
  }

  /** Skips a frame with a bad checksum or command, or throws if the policy closes the connection. */
  skipFrame(error: RemoteProtocolError, sizeBytes: number): void {
    if (isViolationError(error) && this.owner.reactionTo(error) === 'close') throw error;
    this.owner.onSkippedFrame(sizeBytes);
    this.owner.onFault(error);
  }

  /** Applies the reaction of the policy to the fault of a message, after the message was delivered or dropped. */
  react(fault: unknown): void {
    const reaction = isViolationError(fault) ? this.owner.reactionTo(fault) : 'close';
    if (reaction === 'close') this.owner.onInputEnd(toPeerError(fault, 'reading'));
    else if (reaction !== 'ignore') this.owner.onFault(fault as RemoteProtocolError);
  }
}
