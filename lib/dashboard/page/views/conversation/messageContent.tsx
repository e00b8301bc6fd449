import { useMemo, useState } from 'preact/hooks';
import type { SequenceLine } from '../../../protocol/sequence.js';
import { CopyTools } from './copyTools.js';
import { HexPane } from './hexPane.js';
import { jsonLines } from './jsonLines.js';
import { JsonPane } from './jsonPane.js';
import { markedFields, markText, type Mark } from './messageFields.js';
import { MessageFacts } from './messageFacts.js';
import { useMessage } from './useMessage.js';

export interface MessageContentProps {
  readonly peer: number;
  readonly run: number;
  readonly line: SequenceLine;
  /** All stored lines. */
  readonly lines: readonly SequenceLine[];
  readonly onChoose: (line: number) => void;
}

/** The marked value, and the pane in which the user chose it: the other pane scrolls to it. */
interface Marking {
  readonly mark: Mark;
  /** Undefined while the pointer only passes. */
  readonly by: 'json' | 'hex' | undefined;
}

const NO_FIELDS: readonly never[] = [];

/** The facts, the JSON and the bytes of one message. */
export function MessageContent({ peer, run, line, lines, onChoose }: MessageContentProps) {
  const { details, bytes, error } = useMessage(peer, line.number);
  const [marking, setMarking] = useState<Marking>();
  const json = details?.json;
  const shownLines = useMemo(() => (json === undefined ? NO_FIELDS : jsonLines(json)), [json]);
  const fields = bytes?.fields ?? NO_FIELDS;
  const mark = marking?.mark;
  const marked = useMemo(() => markedFields(fields, mark), [fields, mark]);
  const isWaiting = details === undefined && error === undefined;
  const wait = isWaiting ? 'Waiting for the program.' : undefined;
  return (
    <>
      <MessageFacts line={line} lines={lines} details={details} bytes={bytes} onChoose={onChoose} />
      <CopyTools
        peer={peer}
        run={run}
        line={line}
        lines={lines}
        json={json}
        bytes={bytes}
        isCut={details?.isCut === true}
      />
      {error !== undefined && (
        <p class="empty">No answer: {error}. The page asks again after the next connection to the program.</p>
      )}
      <p class="mark" id="message-mark" role="status">
        {mark === undefined ? 'Point to a field or a byte, or choose one.' : markText(marked, mark)}
      </p>
      <div class="message-panes">
        <section aria-labelledby="message-json-title">
          <h3 id="message-json-title">Fields</h3>
          {json === undefined ? (
            <p class="empty">{wait ?? details?.missingReason ?? 'Not available.'}</p>
          ) : (
            <JsonPane
              lines={shownLines}
              path={mark?.kind === 'path' ? mark.path : marked[0]?.path}
              isScrolledTo={marking?.by === 'hex'}
              onMark={(path, isChosen) =>
                setMarking({ mark: { kind: 'path', path }, by: isChosen ? 'json' : undefined })
              }
            />
          )}
        </section>
        <section aria-labelledby="message-hex-title">
          <h3 id="message-hex-title">Bytes of the payload</h3>
          {bytes?.payload === undefined || bytes.payload === '' ? (
            <p class="empty">{wait ?? bytes?.missingReason ?? 'This message has no payload.'}</p>
          ) : (
            <HexPane
              payload={bytes.payload}
              fields={fields}
              marked={marked}
              isScrolledTo={marking?.by === 'json'}
              onMark={(offset, isChosen) =>
                setMarking({ mark: { kind: 'byte', offset }, by: isChosen ? 'hex' : undefined })
              }
            />
          )}
        </section>
      </div>
    </>
  );
}
