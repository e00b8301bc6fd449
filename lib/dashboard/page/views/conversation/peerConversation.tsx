import type { ComponentChildren } from 'preact';
import { useMemo, useRef, useState, useEffect } from 'preact/hooks';
import { Panel } from '../../parts/panel.js';
import { param, route, setParams } from '../../state/route.js';
import { isPaused } from '../../state/session.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { Diagram } from './diagram.js';
import { diagramRows } from './diagramRows.js';
import { filterLines, isFiltered, parseFilter } from './filterLines.js';
import { FilterTools } from './filterTools.js';
import { chosenNotice, DESCRIPTION, emptyText, footText } from './conversationText.js';
import { targetIndex } from './listKeys.js';
import { MessagePanel } from './messagePanel.js';
import { SaveTools } from './saveTools.js';
import { useConversation } from './useConversation.js';

export interface PeerConversationProps {
  readonly peer: number;
  /** Its address. */
  readonly remote: string;
  /** The run of the program. */
  readonly run: number;
  /** The list box of the peers. */
  readonly choice: ComponentChildren;
  /** The reason why the message of a link was not found; empty if it was found. */
  readonly missing: string;
}

/** The messages with this peer, and the chosen one. */
export function PeerConversation({ peer, remote, run, choice, missing }: PeerConversationProps) {
  const conversation = useConversation(peer, run);
  const { lines } = conversation;
  const { params } = route.value;
  const filter = useMemo(() => parseFilter(params), [params]);
  const shown = useMemo(() => filterLines(lines, filter), [lines, filter]);
  const rows = useMemo(() => diagramRows(shown), [shown]);
  const chosen = chosenLine(param('line'));
  const [isFollowing, setFollowing] = useState(chosen === undefined);
  const pageLines = useRef(10);
  useEffect(() => {
    if (chosen !== undefined) setFollowing(false);
  }, [chosen]);

  const choose = (line: number): void => {
    setFollowing(false);
    setParams({ peer, line, run, hash: undefined });
  };
  const moveBy = (key: string): boolean => {
    const index = shown.findIndex(({ number }) => number === chosen);
    const target = targetIndex(key, index, shown.length, pageLines.current);
    if (target !== undefined) choose(shown[target]!.number);
    return target !== undefined;
  };
  useShortcuts([
    { key: 'j', text: 'Choose the next message', onPress: () => void moveBy('j') },
    { key: 'k', text: 'Choose the previous message', onPress: () => void moveBy('k') },
  ]);
  const notice =
    missing ||
    chosenNotice(
      conversation,
      shown.some(({ number }) => number === chosen),
      chosen,
    );
  return (
    <div class="conversation">
      <Panel id="conversation" title="Conversation" description={DESCRIPTION} tools={choice}>
        <FilterTools lines={lines} shown={shown.length} filter={filter}>
          <SaveTools remote={remote} shown={shown} total={lines.length} rows={rows} />
        </FilterTools>
        {notice !== '' && (
          <p class="line-notice" role="status">
            {notice}
          </p>
        )}
        {rows.length === 0 ? (
          <p class="empty">{emptyText(conversation, isFiltered(filter), isPaused())}</p>
        ) : (
          <Diagram
            rows={rows}
            count={shown.length}
            remote={remote}
            chosen={chosen}
            isFollowing={isFollowing}
            onFollow={setFollowing}
            onChoose={choose}
            onKey={(key, page) => {
              pageLines.current = page;
              return moveBy(key);
            }}
          />
        )}
        <p class="foot" id="conversation-foot">
          {footText(conversation, isPaused())}
          {chosen !== undefined && (
            <a class="to-message" href="#message">
              Go to message {chosen}
            </a>
          )}
          {rows.length > 0 && !isFollowing && (
            <button type="button" onClick={() => setFollowing(true)}>
              Follow the newest
            </button>
          )}
        </p>
      </Panel>
      <MessagePanel peer={peer} run={run} lines={lines} chosen={chosen} onChoose={choose} />
    </div>
  );
}

function chosenLine(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
