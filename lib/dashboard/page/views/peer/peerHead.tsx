import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import type { Outlier } from '../../../protocol/outlier.js';
import type { PeerRow } from '../../../protocol/peerRow.js';
import { addressText } from '../../parts/addressText.js';
import { MARK_NAMES } from '../../parts/marks.js';
import { Panel } from '../../parts/panel.js';
import { PinButton } from '../../parts/pinButton.js';
import { conversationHref } from './conversationHref.js';
import { peerSentence } from './peerSentence.js';

export interface PeerHeadProps {
  readonly id: number;
  /** Absent if the peer is not connected. */
  readonly row: PeerRow | undefined;
  /** Absent while the peer is connected. */
  readonly ended: EndedPeerRow | undefined;
  /** What is unusual about the peer. */
  readonly marks: readonly Outlier[];
  /** The program's clock. */
  readonly nowMs: number;
}

/** Who the peer is, its state, and what is unusual about it. */
export function PeerHead({ ended, id, marks, nowMs, row }: PeerHeadProps) {
  const { address, direction, monitor } = (row ?? ended)!;
  const agent = row?.userAgent ?? ended?.figures?.userAgent;
  return (
    <Panel
      id="peer-head"
      title={addressText(address, monitor)}
      description={
        <>
          <span class={row === undefined ? 'tag lost' : 'tag good'}>{row === undefined ? 'ended' : 'connected'}</span>{' '}
          <span class="tag">{direction}</span>{' '}
          {agent !== undefined && agent !== '' && <span class="agent">{agent}</span>}
        </>
      }
      tools={
        <>
          {row !== undefined && <PinButton peer={id} address={address} hasText />}
          <a class="button" href={conversationHref(id)}>
            Its messages
          </a>
        </>
      }
    >
      <p id="peer-state">{peerSentence(row, ended, nowMs)}</p>
      {marks.length > 0 && (
        <ul id="peer-marks" class="mark-list">
          {marks.map(({ kind, severity, text }) => (
            <li key={text}>
              <span class={`tag mark ${severity}`}>{MARK_NAMES[kind]}</span> {text}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
