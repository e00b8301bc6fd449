import { MAX_PAGES } from '../../protocol/pages.js';
import type { ProgramRow } from '../../protocol/programRow.js';
import { connectionState, store, type ConnectionState } from '../state/session.js';
import { failureAdvice } from './failureAdvice.js';
import * as format from './format.js';

/** Shows problems at the top of the page, and what to do about them. Always in the document, so that screen readers announce its text. */
export function Notice() {
  const { program } = store;
  const text = connectionText(connectionState.value, program?.atMs) || peersText(program);
  return (
    <div class="notice" role="alert" data-state={connectionState.value.kind} hidden={text === ''}>
      {text}
    </div>
  );
}

/** The problem of the connection to the program; empty without a problem. */
function connectionText(state: ConnectionState, atMs: number | undefined): string {
  const age = atMs === undefined ? '' : ` The page shows the state at ${format.clock(atMs)}.`;
  const retry = 'retryMs' in state ? `every ${format.duration(Math.max(1000, state.retryMs))}` : '';
  switch (state.kind) {
    case 'live':
      return '';
    case 'connecting':
      return 'The program does not answer yet. Check that rxpeer dashboard is still running. This page tries again automatically.';
    case 'lost':
      return `The program does not answer any more.${age} Check that rxpeer dashboard is still running. This page tries again ${retry}.`;
    case 'full':
      return `${MAX_PAGES} pages are open, which is the maximum. Close one of them. This page tries again ${retry}.${age}`;
  }
}

/** Why there are no peers; empty if there are. */
function peersText(program: ProgramRow | undefined): string {
  if (program === undefined || program.inbound + program.outbound > 0) return '';
  const { about, connecting, lastFailure } = program;
  if (about.source === 'monitors') return 'No monitor has published a peer yet. Start one: rxpeer publish.';
  if (about.source === 'recording') return '';
  if (lastFailure === undefined) {
    const subject = about.targets.length > 0 ? about.targets.join(', ') : 'nodes found by DNS seeds and gossip';
    return `No peer is connected yet. The program is connecting to ${subject}${connecting > 1 ? ` (${connecting} attempts)` : ''}.`;
  }
  const { address, code, text } = lastFailure;
  return `No peer is connected. The last attempt, ${address}, failed: ${text} (${code}). ${failureAdvice(code)} The program tries again automatically.`;
}
