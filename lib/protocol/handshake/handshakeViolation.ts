import { escapeText } from '../../base/escapeText.js';
import { RemoteProtocolError } from '../../base/errors.js';
import { RejectCode, type RejectMessage } from '../../messages/reject.js';
import type { Message } from '../../messages/table.js';
import { wireCommand } from '../../wire/payload.js';
import type { Agreement } from '../runtime/agreement.js';
import { NAMED_FEATURES_PROTOCOL_VERSION } from './introduction.js';
import { violationError, type ViolationError } from '../violation.js';

/** The commands that may arrive between version and verack. Remotes at or below 70012 send `alert` early. */
const BEFORE_VERACK = new Set([
  'verack',
  'wtxidrelay',
  'sendaddrv2',
  'sendheaders',
  'sendcmpct',
  'sendtxrcncl',
  'feature',
  'feefilter',
  'alert',
  'unknown',
]);

/**
 * The violation of a message that arrives during the handshake; undefined if the message is valid there.
 *
 * Source of the order: Bitcoin Core, net_processing.cpp ProcessMessage; btcd, peer/peer.go.
 */
export function handshakeViolation(message: Message, agreed: Agreement): ViolationError | undefined {
  const { command } = message;
  const order = orderViolation(command, agreed, wireCommand(message));
  if (order !== undefined) return order;
  if (command === 'feature') return featureViolation(agreed);
  if (command === 'sendtxrcncl' && agreed.offersReconciliation === true) {
    return reconciliationViolation(message.version, agreed);
  }
  return undefined;
}

/** The violation if a command arrives out of order; its payload does not matter. @param name the command in the header, for the error */
export function orderViolation(command: string, { remote }: Agreement, name = command): ViolationError | undefined {
  if (remote === undefined) {
    return command === 'version' ? undefined : violationError('VERSION_EXPECTED', `${name} before version`);
  }
  if (command === 'version') return violationError('DUPLICATE_VERSION', 'second version before verack');
  return BEFORE_VERACK.has(command) ? undefined : violationError('VERACK_EXPECTED', `${name} before verack`);
}

/** BIP434: both sides must have a version of at least 70017. */
function featureViolation({ protocolVersion = 0 }: Agreement): ViolationError | undefined {
  if (protocolVersion >= NAMED_FEATURES_PROTOCOL_VERSION) return undefined;
  const fact = `feature at protocol version ${protocolVersion}, at least ${NAMED_FEATURES_PROTOCOL_VERSION} expected`;
  return violationError('FEATURE_NOT_NEGOTIATED', fact);
}

/** BIP330; Bitcoin Core disconnects in each of these cases. */
function reconciliationViolation(version: number, { features }: Agreement): ViolationError | undefined {
  const fact =
    version === 0
      ? 'sendtxrcncl with version 0, at least 1 expected'
      : !features.relay
        ? 'sendtxrcncl from a remote that wants no transactions'
        : features.reconciliation === undefined
          ? undefined
          : 'second sendtxrcncl';
  return fact === undefined ? undefined : violationError('BAD_RECONCILIATION', fact);
}

/**
 * The error for a `reject` of our version or verack: the remote refuses the connection. Undefined for a reject of another message.
 */
export function rejectedBy({ message, code, reason }: RejectMessage): RemoteProtocolError | undefined {
  if (message !== 'version' && message !== 'verack') return undefined;
  const name = Object.entries(RejectCode).find(([, value]) => value === code)?.[0];
  const codeText = `0x${code.toString(16).padStart(2, '0')}${name === undefined ? '' : ` (${name})`}`;
  return new RemoteProtocolError(
    'REJECTED',
    `the remote rejects our ${message}: "${escapeText(reason)}", code ${codeText}`,
  );
}
