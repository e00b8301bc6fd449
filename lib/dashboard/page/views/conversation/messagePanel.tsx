import type { SequenceLine } from '../../../protocol/sequence.js';
import { Panel } from '../../parts/panel.js';
import { MessageContent } from './messageContent.js';

export interface MessagePanelProps {
  readonly peer: number;
  readonly run: number;
  /** All stored lines. */
  readonly lines: readonly SequenceLine[];
  /** The number of the chosen line. */
  readonly chosen: number | undefined;
  readonly onChoose: (line: number) => void;
}

/** The chosen message: its facts, its fields as JSON, and its bytes. */
export function MessagePanel({ peer, run, lines, chosen, onChoose }: MessagePanelProps) {
  const line = lines.find(({ number }) => number === chosen);
  return (
    <Panel
      id="message"
      title={line === undefined ? 'Message' : `Message ${line.number}: ${line.command}`}
      description="The fields of the chosen message beside its bytes: choose a field to see its bytes, or a byte to see its field."
    >
      {chosen === undefined || line === undefined ? (
        <p class="empty">
          {chosen === undefined
            ? 'Choose a message: click it, or focus the diagram and use the arrow keys, or press j and k.'
            : 'The chosen message is not shown.'}
        </p>
      ) : (
        <MessageContent key={line.number} peer={peer} run={run} line={line} lines={lines} onChoose={onChoose} />
      )}
    </Panel>
  );
}
