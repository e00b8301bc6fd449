import { escapeText, isPeerError } from 'rxpeer';

/** What happened, in one sentence, and below it the words of the error. A remote can choose parts of them, so they are escaped. */
export function plainWords(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = isPeerError(error) ? SENTENCES[error.code] : undefined;
  return `${sentence ?? 'The node sent something that this page does not accept.'} (${escapeText(message)})`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  CONNECT_FAILED: 'There is no connection to the node.',
  CONNECT_TIMEOUT: 'The node or the bridge did not answer in time.',
  CONNECTION_LOST: 'The connection was interrupted.',
  INVALID_OPTION: 'This is not the URL of a bridge.',
  NEGOTIATION_TIMEOUT: 'The node did not complete the handshake.',
  PONG_TIMEOUT: 'The node has stopped answering.',
  REMOTE_CLOSED: 'The node ended the connection.',
  REQUEST_TIMEOUT: 'The node did not send the blocks that the page asked for.',
  WRONG_MAGIC: 'The node belongs to another network: this page expects regtest.',
};
