import type { ComponentChildren } from 'preact';
import type { Details } from '../../../protocol/details.js';
import { MAX_SHOWN_BYTES, type MessageBytes } from '../../../protocol/messageBytes.js';
import type { SequenceLine } from '../../../protocol/sequence.js';
import * as format from '../../parts/format.js';
import { answersOf } from './answersOf.js';
import { HeaderFacts } from './headerFacts.js';

export interface MessageFactsProps {
  readonly line: SequenceLine;
  /** All stored lines. */
  readonly lines: readonly SequenceLine[];
  readonly details: Details | undefined;
  readonly bytes: MessageBytes | undefined;
  readonly onChoose: (line: number) => void;
}

/** The facts about a message apart from its fields. */
export function MessageFacts({ line, lines, details, bytes, onChoose }: MessageFactsProps) {
  const { answers, atMs, direction, sizeBytes } = line;
  const answeredBy = answersOf(lines, line.number);
  const link = (number: number) => (
    <button type="button" class="link" onClick={() => onChoose(number)}>
      message {number}
    </button>
  );
  const payloadBytes = bytes?.payloadBytes;
  return (
    <dl class="facts" id="message-facts">
      <Fact name="Direction">{direction}</Fact>
      <Fact name="Time">
        <time dateTime={new Date(atMs).toISOString()}>{format.exactClock(atMs)}</time>
      </Fact>
      <Fact name="Size">
        {format.bytes(sizeBytes)}
        {payloadBytes !== undefined &&
          (payloadBytes === 0 ? ', no payload' : `, ${format.bytes(payloadBytes)} of it payload`)}
      </Fact>
      {answers !== undefined && (
        <Fact name="Answers">
          {link(answers.line)} after {format.milliseconds(answers.tookMs)}
        </Fact>
      )}
      {answeredBy.length > 0 && (
        <Fact name="Answered by">
          {link(answeredBy[0]!.number)} after {format.milliseconds(answeredBy[0]!.answers!.tookMs)}
          {answeredBy.length > 1 && ` and ${answeredBy.length - 1} more`}
        </Fact>
      )}
      {bytes?.header !== undefined && <HeaderFacts header={bytes.header} />}
      {bytes !== undefined && bytes.header === undefined && payloadBytes !== undefined && (
        <Fact name="Frame">encrypted: {format.bytes(sizeBytes - payloadBytes)} around the payload</Fact>
      )}
      {details?.isCut === true && <Fact name="Fields">partly shown, because the message is large</Fact>}
      {payloadBytes !== undefined && payloadBytes > MAX_SHOWN_BYTES && (
        <Fact name="Bytes">
          the first {format.count(MAX_SHOWN_BYTES)} of {format.count(payloadBytes)} are shown
        </Fact>
      )}
    </dl>
  );
}

/** One fact, with its name above it. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
