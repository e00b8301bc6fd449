import { LocalProtocolError, PeerTimeoutError, RemoteProtocolError, type PeerError } from '../../base/errors.js';
import type { CloseReason } from '../../peer/closeReason.js';
import { endError } from '../../peer/endError.js';
import type { EndReason } from '../protocol/endedPeers.js';
import { boundedText } from './boundedText.js';
import type { ConnectingPeer } from './connectingPeer.js';

/** Characters of an error's message and of the note of a local close; remotes choose parts of a message. */
const MAX_TEXT_CHARACTERS = 300;
/** Characters of the class and the code of an error, which a monitor on NATS names. */
const MAX_NAME_CHARACTERS = 40;

/** The part of a peer that a reason needs. */
type EndedPeer = Pick<ConnectingPeer, 'address' | 'direction' | 'network' | 'remote'>;

/**
 * The reason of an end as a sentence: who ended the connection, and why. If it ended within the handshake, the sentence names the likely causes.
 *
 * @param localNote why we closed it, if that is known: `its host was banned`
 */
export function endReason(reason: CloseReason, peer: EndedPeer, wasReady: boolean, localNote?: string): EndReason {
  if (reason.by === 'local') {
    const note = localNote === undefined ? '' : `: ${boundedText(localNote, MAX_TEXT_CHARACTERS)}`;
    return { by: 'local', blame: '', code: '', text: `We closed the connection${note}.`, isMisbehaviour: false };
  }
  const { address, direction, network, remote } = peer;
  const endedPeer = { address, direction, network, remote };
  const error = endError(reason, endedPeer, wasReady)!;
  if (reason.by === 'fault') return errorReason(error, reason.misbehaviour === true);
  const text = wasReady ? 'The remote closed the connection.' : `${boundedText(error.message, MAX_TEXT_CHARACTERS)}.`;
  return { by: 'remote', blame: '', code: '', text, isMisbehaviour: false };
}

/** The same for an error that ended the connection. */
export function errorReason(error: PeerError, isMisbehaviour: boolean): EndReason {
  const { code, message, name } = error;
  return {
    by: 'fault',
    blame: boundedText(name, MAX_NAME_CHARACTERS),
    code: boundedText(code, MAX_NAME_CHARACTERS),
    text: `${blameText(error)}: ${boundedText(message, MAX_TEXT_CHARACTERS)}.`,
    isMisbehaviour,
  };
}

function blameText(error: PeerError): string {
  if (error instanceof RemoteProtocolError) return 'The remote violated the protocol or refused us';
  if (error instanceof PeerTimeoutError) return 'The remote did not answer in time';
  if (error instanceof LocalProtocolError) return 'This program made a mistake';
  return 'The connection broke';
}
