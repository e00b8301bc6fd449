import type { Message, MessageOf } from '../../messages/table.js';
import { toHex } from '../../codec/hex.js';
import { encodeMessage } from '../../wire/message.js';
import { diagramText, widthMs, type DiagramMark } from './diagramText.js';
import { LetterAssigner } from './letterAssigner.js';
import { toLiteral } from './literal.js';
import { playDiagram, type PlayedDiagram, type StreamRecording, type TimedMessage } from './playDiagram.js';
import type { RecordedConnection, RecordedMessage } from './recordedConnection.js';
import { remoteMarks, type TimedLetter } from './remoteMarks.js';

/** A marble test that passes: the diagram of the remote, and the reaction of a peer to this diagram. */
export interface MarbleTest {
  /** The diagram of the messages that the remote sends. */
  readonly received: string;
  /** The diagram of the peer's `messages$`; undefined if no diagram can show it. */
  readonly messages: string | undefined;
  /** The diagram of the peer's `sent$`; undefined if no diagram can show it. */
  readonly sent: string | undefined;
  /** When and why the peer closed. */
  readonly closed?: PlayedDiagram['closed'];
  /** The messages, by letter. */
  readonly messageOf: ReadonlyMap<string, Message>;
  /** The frames that do not equal the encoding of their message, by letter: malformed ones, for example. */
  readonly bytesOf: ReadonlyMap<string, Uint8Array>;
  /** The version message that the test kit provides as the letter V. */
  readonly ourVersion: MessageOf<'version'>;
  /** The letter of a recorded message of either direction. */
  readonly letterOf: (message: RecordedMessage) => string;
}

/** How many times the marks of the remote are moved apart, at most, until the replies fit into a diagram. */
const MAX_ROUNDS = 5;

/** Time after the remote's last mark, so that the replies to it are part of the test. */
const TAIL_MS = 10;

/** Creates a test of a recorded connection, by playing the remote's messages to a peer of the marble test kit. */
export function createMarbleTest({ direction, network, remoteClosedAtMs, messages }: RecordedConnection): MarbleTest {
  const letters = new LetterAssigner();
  const messageOf = new Map<string, Message>();
  const bytesOf = new Map<string, Uint8Array>();
  const letterOfMessage = (message: Message): string => {
    const letter = letters.letterFor(toLiteral(message), message.command);
    messageOf.set(letter, message);
    return letter;
  };
  const letterOf = ({ command, frame, message }: RecordedMessage): string => {
    if (message !== undefined && toHex(encodeMessage(message, { network })) === toHex(frame)) {
      return letterOfMessage(message);
    }
    const letter = letters.letterFor(`bytes ${toHex(frame)}`, command);
    bytesOf.set(letter, frame);
    return letter;
  };

  const remoteLetters: TimedLetter[] = messages
    .filter((each) => each.direction === 'received')
    .map((each) => ({ atMs: each.atMs, letter: letterOf(each) }));
  if (remoteClosedAtMs !== undefined) remoteLetters.push({ atMs: remoteClosedAtMs, letter: '|' });

  const replyWidthsMs: number[] = [];
  for (let round = 1; ; round++) {
    const marks = remoteMarks(remoteLetters, replyWidthsMs);
    const received = diagramText(marks, endMs(marks) + TAIL_MS)!;
    const values = { ...Object.fromEntries(messageOf), ...Object.fromEntries(bytesOf) };
    const played = playDiagram({ network, direction, diagram: received, letters: values });
    const sentDiagram = diagramText(marksOf(played.sent, letterOfMessage));
    const messagesDiagram = diagramText(marksOf(played.messages, letterOfMessage));
    if ((sentDiagram === undefined || messagesDiagram === undefined) && round < MAX_ROUNDS) {
      reserveReplyWidth(replyWidthsMs, marks, played.sent.messages);
      continue;
    }
    return {
      received,
      messages: messagesDiagram,
      sent: sentDiagram,
      ...(played.closed === undefined ? {} : { closed: played.closed }),
      ...{ messageOf, bytesOf, ourVersion: played.ourVersion, letterOf },
    };
  }
}

function endMs(marks: readonly DiagramMark[]): number {
  const last = marks.at(-1);
  return last === undefined ? 0 : last.atMs + widthMs(last.letters.length);
}

/** Values that a stream emitted at the same time, and its completion, form one mark. */
function marksOf({ messages, completedAtMs }: StreamRecording, letterOf: (message: Message) => string): DiagramMark[] {
  const marks: { atMs: number; letters: string[] }[] = [];
  function add(atMs: number, letter: string): void {
    const last = marks.at(-1);
    if (last?.atMs === atMs) last.letters.push(letter);
    else marks.push({ atMs, letters: [letter] });
  }
  for (const { atMs, message } of messages) add(atMs, letterOf(message));
  if (completedAtMs !== undefined) add(completedAtMs, '|');
  return marks;
}

/** Reserves after each mark of the remote the width of the replies that were sent at its time. */
function reserveReplyWidth(
  replyWidthsMs: number[],
  marks: readonly DiagramMark[],
  sent: readonly TimedMessage[],
): void {
  for (const [i, { atMs }] of marks.entries()) {
    const replies = sent.filter((each) => each.atMs === atMs).length;
    replyWidthsMs[i] = Math.max(replyWidthsMs[i] ?? 0, widthMs(replies) + 1);
  }
}
