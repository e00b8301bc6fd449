import { escapeText, type ReadyPeer } from 'rxpeer';
import type { Connection } from './keepConnected.js';
import { plainWords } from './plainWords.js';

/** The element with this id; all of them are in index.html. */
export function element(id: string): HTMLElement {
  return document.getElementById(id)!;
}

/** Shows the state of the connection. */
export function showConnection(connection: Connection<unknown>): void {
  switch (connection.state) {
    case 'connecting':
      showStatus('connecting', 'Connecting …');
      break;
    case 'connected':
      showStatus('connected', 'Connected');
      showProblem('');
      showPeer(connection.peer);
      break;
    case 'waiting':
      showStatus('waiting', `Not connected. Next attempt in ${connection.delayMs / 1000} s`);
      showProblem(plainWords(connection.error));
      break;
    case 'stopped':
      showStatus('stopped', 'Not connected');
      showProblem(plainWords(connection.error));
      break;
    case 'delivered':
  }
}

/** Clears what is shown of the previous node. */
export function showNoNode(): void {
  showProblem('');
  for (const id of ['node', 'transport', 'height']) element(id).textContent = 'not known yet';
  element('session').textContent = 'none';
}

/** Shows the height of the node's chain, as far as its headers have arrived. */
export function showHeight(height: number): void {
  element('height').textContent = `up to height ${height}`;
}

function showPeer({ address, remote, transport }: ReadyPeer): void {
  // The user agent is what the node calls itself: any text.
  element('node').textContent = `${escapeText(remote.userAgent ?? 'a node without a name')} at ${escapeText(address)}`;
  const isEncrypted = transport?.version === 2;
  element('transport').textContent = isEncrypted
    ? 'v2, encrypted (BIP324)'
    : 'v1, plain text: the node does not offer v2';
  element('session').textContent = transport?.sessionId ?? 'none';
}

function showStatus(state: string, text: string): void {
  const status = element('status');
  status.dataset['state'] = state;
  status.textContent = text;
}

function showProblem(text: string): void {
  const problem = element('problem');
  problem.hidden = text === '';
  problem.textContent = text;
}
