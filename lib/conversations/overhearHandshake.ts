import { endWith, ignoreElements, merge, takeWhile, tap } from 'rxjs';
import type { Message } from '../messages/table.js';
import type { Conversation } from './conversation.js';
import { Introduction } from './introduction.js';

/**
 * Says nothing: listens to a handshake that others make, and completes when the remote's verack is in.
 *
 *     received  ---v---a          v version, a verack
 *     sent      -------|
 *
 * Reports what `handshake` reports; our own version is the one in `sent$`. Refuses nothing and has no patience: whether a recorded
 * handshake failed is told by the recording.
 */
export function overhearHandshake(): Conversation {
  return (context) => (received$) => {
    const introduction = new Introduction(context);
    const { agreed, report, sent$ } = context;

    const said$ = sent$.pipe(
      tap((local) => {
        if (local.command !== 'version' || agreed.local !== undefined) return;
        const { remote } = agreed;
        const spoken = remote === undefined ? {} : { protocolVersion: Math.min(local.version, remote.version) };
        report({ kind: 'agreed', agreement: { local, ...spoken } });
      }),
    );
    const heard$ = received$.pipe(
      takeWhile((message) => !isEndedBy(message), true),
      tap((message) => {
        if (message.command === 'version') introduction.meet(message, agreed.local?.version);
        else if (agreed.remote !== undefined) introduction.notice(message);
      }),
    );
    // The remote's verack ends it, though our side goes on.
    return merge(said$, heard$.pipe(endWith(undefined))).pipe(
      takeWhile((message) => message !== undefined),
      ignoreElements(),
    );

    function isEndedBy({ command }: Message): boolean {
      return command === 'verack' && agreed.remote !== undefined;
    }
  };
}
