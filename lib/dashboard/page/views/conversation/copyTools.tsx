import { useState } from 'preact/hooks';
import type { MessageBytes } from '../../../protocol/messageBytes.js';
import type { SequenceLine } from '../../../protocol/sequence.js';
import { copyText } from '../../parts/copyText.js';
import { messageHref } from '../../parts/messageHref.js';
import { param, setParams } from '../../state/route.js';
import { answersOf } from './answersOf.js';
import { exchangeOf } from './filterLines.js';

export interface CopyToolsProps {
  readonly peer: number;
  readonly run: number;
  readonly line: SequenceLine;
  /** All stored lines. */
  readonly lines: readonly SequenceLine[];
  readonly json: string | undefined;
  readonly bytes: MessageBytes | undefined;
  /** True if the JSON leaves out parts of the message. */
  readonly isCut: boolean;
}

/** Copies the message in several forms, and shows only its exchange. */
export function CopyTools({ peer, run, line, lines, json, bytes, isCut }: CopyToolsProps) {
  const [result, setResult] = useState('');
  const copy = async (text: string, what: string): Promise<void> =>
    setResult((await copyText(text)) ? `Copied ${what}` : 'The browser refuses to copy');
  const payload = bytes?.payload;
  const isWhole = payload !== undefined && payload.length / 2 === bytes?.payloadBytes;
  const link = (): string => new URL(messageHref(peer, line.number), location.href).href;
  const hasExchange = line.answers !== undefined || answersOf(lines, line.number).length > 0;
  return (
    <div class="table-tools">
      <button
        type="button"
        disabled={json === undefined}
        onClick={() => void copy(json!, isCut ? 'the shown part as JSON' : 'the message as JSON')}
      >
        Copy JSON
      </button>
      <button
        type="button"
        disabled={payload === undefined || payload === ''}
        onClick={() =>
          void copy(payload!, isWhole ? 'the payload as hex' : `the first ${payload!.length / 2} bytes as hex`)
        }
      >
        Copy hex
      </button>
      <button
        type="button"
        title={`A link to this message, for the run ${run} of the program`}
        onClick={() => void copy(link(), 'the link')}
      >
        Copy link
      </button>
      {hasExchange && param('exchange') === '' && (
        <button type="button" onClick={() => setParams({ exchange: exchangeOf(line) })}>
          Only this exchange
        </button>
      )}
      <span class="copied" role="status">
        {result}
      </span>
    </div>
  );
}
