import { concatMap, EMPTY, of, pipe } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { MAX_HEADERS, type GetheadersMessage } from '../messages/headers.js';
import type { Message } from '../messages/table.js';
import { ofCommand } from '../operators/ofCommand.js';
import type { ServedChain } from './chain.js';
import type { ChainEntry } from './storedBlock.js';

/**
 * Answers each getheaders with at most 2000 headers after the locator; with an empty headers message if there are none.
 *
 *     received  --g---------
 *     sent      --h---------
 *
 * An empty locator requests only the header of `stopHash`; an unknown `stopHash` gets no answer (Bitcoin Core, net_processing.cpp).
 */
export function serveHeaders(chain: ServedChain): Conversation {
  return () =>
    pipe(
      ofCommand('getheaders'),
      concatMap((request) => {
        const entries = entriesFor(request);
        return entries === undefined ? EMPTY : of(headersOf(entries));
      }),
    );

  function entriesFor({ locator, stopHash }: GetheadersMessage): ChainEntry[] | undefined {
    if (locator.length > 0) return chain.following({ locator, stopHash }, MAX_HEADERS);
    const entry = chain.find(stopHash);
    return entry && [entry];
  }
}

/** The headers of these blocks as one message. */
export function headersOf(entries: readonly ChainEntry[]): Message {
  return { command: 'headers', headers: entries.map(({ header }) => header) };
}
