import type { Message, MessageOf } from '../../messages/table.js';
import { toHex } from '../../codec/hex.js';
import { encodeMessage } from '../../wire/message.js';
import { diagramText, widthMs, type Mark } from './diagramText.js';
import { LetterBook } from './letterBook.js';
import { literalOf } from './literal.js';
import { rehearse, type Recital, type Rehearsal, type TimedMessage } from './rehearse.js';
import { scoreRemote, type TimedLetter } from './scoreRemote.js';
import type { Said, Talk } from './talk.js';

/** A marble test that holds: what a remote said, and what came of it when a peer of ours was told that. */
export interface MarbleTest {
  /** The diagrams of what the remote says, what the peer passes on, and what it sends; the latter two undefined if none can show it. */
  readonly received: string;
  readonly messages: string | undefined;
  readonly sent: string | undefined;
  readonly closed?: Rehearsal['closed'];
  /** What the letters stand for: messages, and bytes that no message of ours encodes to. */
  readonly messageOf: ReadonlyMap<string, Message>;
  readonly bytesOf: ReadonlyMap<string, Uint8Array>;
  /** Our own version, as the kit's letter V has it. */
  readonly ourVersion: MessageOf<'version'>;
  /** The letter of each thing that was said then, by either side. */
  readonly letterOf: (said: Said) => string;
}

/** How often what the remote says is moved apart until the answers can be drawn. */
const MAX_ROUNDS = 5;

/** Silence behind the last of it, so that the answers to that are seen. */
const TAIL_MS = 10;

/** Makes a test of a talk: plays the remote's part to a peer of the kit. */
export function marbleTestOf({ direction, network, remoteEndedAtMs, said }: Talk): MarbleTest {
  const book = new LetterBook();
  const messageOf = new Map<string, Message>();
  const bytesOf = new Map<string, Uint8Array>();
  const letterOfMessage = (message: Message): string => {
    const letter = book.letterFor(literalOf(message), message.command);
    messageOf.set(letter, message);
    return letter;
  };
  const letterOf = ({ command, frame, message }: Said): string => {
    if (message !== undefined && toHex(encodeMessage(message, { network })) === toHex(frame)) {
      return letterOfMessage(message);
    }
    const letter = book.letterFor(`bytes ${toHex(frame)}`, command);
    bytesOf.set(letter, frame);
    return letter;
  };

  const heard: TimedLetter[] = said
    .filter((each) => each.direction === 'received')
    .map((each) => ({ atMs: each.atMs, letter: letterOf(each) }));
  if (remoteEndedAtMs !== undefined) heard.push({ atMs: remoteEndedAtMs, letter: '|' });

  const roomMs: number[] = [];
  for (let round = 1; ; round++) {
    const marks = scoreRemote(heard, roomMs);
    const received = diagramText(marks, endMs(marks) + TAIL_MS)!;
    const letters = { ...Object.fromEntries(messageOf), ...Object.fromEntries(bytesOf) };
    const { closed, messages, ourVersion, sent } = rehearse({ network, direction, diagram: received, letters });
    const sentDiagram = diagramText(marksOf(sent, letterOfMessage));
    const messagesDiagram = diagramText(marksOf(messages, letterOfMessage));
    if ((sentDiagram === undefined || messagesDiagram === undefined) && round < MAX_ROUNDS) {
      makeRoom(roomMs, marks, sent.messages);
      continue;
    }
    return {
      received,
      messages: messagesDiagram,
      sent: sentDiagram,
      ...(closed === undefined ? {} : { closed }),
      ...{ messageOf, bytesOf, ourVersion, letterOf },
    };
  }
}

function endMs(marks: readonly Mark[]): number {
  const last = marks.at(-1);
  return last === undefined ? 0 : last.atMs + widthMs(last.letters.length);
}

/** What a stream emits at one moment is one mark, its completion too. */
function marksOf({ messages, endedAtMs }: Recital, letterOf: (message: Message) => string): Mark[] {
  const marks: { atMs: number; letters: string[] }[] = [];
  function add(atMs: number, sign: string): void {
    const last = marks.at(-1);
    if (last?.atMs === atMs) last.letters.push(sign);
    else marks.push({ atMs, letters: [sign] });
  }
  for (const { atMs, message } of messages) add(atMs, letterOf(message));
  if (endedAtMs !== undefined) add(endedAtMs, '|');
  return marks;
}

/** Behind each mark as much room as the group of its answers takes. */
function makeRoom(roomMs: number[], marks: readonly Mark[], sent: readonly TimedMessage[]): void {
  for (const [i, { atMs }] of marks.entries()) {
    const answers = sent.filter((each) => each.atMs === atMs).length;
    roomMs[i] = Math.max(roomMs[i] ?? 0, widthMs(answers) + 1);
  }
}
