import { VIOLATIONS } from '../../policy/violations.js';

/** The reason why a connection ended without an error. */
export const CLOSED_BY_US = 'This program, or its user, closed the connection.';
/** The same for the other side. */
export const CLOSED_BY_REMOTE =
  'The remote closed the connection without a reason. Nodes do so when they are full, restart, or prefer another peer.';

/** The general meaning of an error code, as a sentence for people; empty for an unknown code. */
export function codeMeaning(code: string): string {
  if (Object.hasOwn(VIOLATIONS, code)) return VIOLATIONS[code as keyof typeof VIOLATIONS].summary;
  return Object.hasOwn(MEANINGS, code) ? MEANINGS[code]! : '';
}

/** The codes that are not a violation in the policy table. */
const MEANINGS: Readonly<Record<string, string>> = {
  TRUNCATED: 'The connection ended in the middle of a message.',
  NO_TERMINATOR: 'The encrypted handshake (BIP324) had no valid end.',
  BAD_GARBAGE: 'The encrypted handshake (BIP324) could not be authenticated.',
  BAD_PACKET:
    'An encrypted packet (BIP324) could not be authenticated: the data were changed between the two nodes, or are not encrypted.',
  VERSION_TOO_OLD: 'The protocol version of the remote is lower than the lowest version that we accept.',
  SERVICES_MISSING: 'The remote does not offer the services that we require.',
  SELF_CONNECTION: 'This program was connected to itself.',
  REFUSED: 'This program refused the remote, because of an option or because all places were taken.',
  REJECTED: 'The remote answered with a reject message.',
  UNEXPECTED_REQUEST: 'The remote requested an item that we had not offered.',
  CONNECT_TIMEOUT: 'The address did not answer the attempt to connect in time.',
  NEGOTIATION_TIMEOUT: 'The remote accepted the connection, and did not complete the handshake in time.',
  PONG_TIMEOUT: 'The remote did not answer a ping in time.',
  IDLE_TIMEOUT: 'The remote sent nothing for too long.',
  STALLED: 'The remote announced or offered data, and did not send it in time.',
  REQUEST_TIMEOUT: 'The remote did not answer a question in time.',
  CONNECT_FAILED: 'The address cannot be reached: nothing listens there, or a firewall refuses it.',
  PROXY_FAILED: 'The proxy cannot be used, so nothing is known about the remote.',
  CONNECTION_LOST: 'The connection broke below the protocol: a reset, or a network that failed.',
  REMOTE_CLOSED:
    'The remote closed the connection before the handshake was complete: it may be full, or refuse our address.',
  V2_REFUSED: 'The remote does not support the encrypted transport (BIP324). It is dialled again in plaintext.',
  TOO_MANY_KEY_EXCHANGES: 'Too many remotes wanted to begin an encrypted connection at the same time.',
  SEND_QUEUE_FULL: 'The remote read too slowly, and our send queue became full.',
  LISTEN_FAILED: 'This program cannot accept connections at its own address.',
  ENDED: 'The connection was already closed.',
  CALLBACK_FAILED: 'A function of the program that uses this library threw an error.',
  CONVERSATION_FAILED: 'A part of this program that talks to the remote threw an error.',
  CONSUMER_STALLED: 'This program did not process the messages of the remote in time.',
  ABORTED: 'The user cancelled the connection.',
  MONITOR_SILENT: 'The monitor that has the connection sends nothing: it has ended, or cannot reach the server.',
};
