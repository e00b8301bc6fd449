import { escapeText } from '../../base/escapeText.js';
import { HEADER_BYTES } from '../../frame/header.js';
import { formatDuration } from '../../marbles/formatTime.js';
import { summary } from '../../wire/summary.js';
import type { MarbleTest } from './marbleTest.js';
import type { RecordedConnection, RecordedMessage } from './recordedConnection.js';

/** The width at which the diagram is broken into further lines. */
const MAX_COLUMNS = 96;

/** A longer gap is written as a duration. */
const MAX_DASHES = 12;

/**
 * The lines of the comment above the test: a diagram of the recorded messages, the received ones above the sent ones, and a legend of the
 * letters. Each message has a column of its own, so the diagram is not to scale within a millisecond.
 */
export function diagramComment({ letterOf }: Pick<MarbleTest, 'letterOf'>, connection: RecordedConnection): string[] {
  const { address, direction, messages, network } = connection;
  const remote = address === '' ? 'a remote' : escapeText(address);
  return [
    `The messages of this ${direction} connection with ${remote}, on ${network.name}:`,
    '',
    ...diagramLines(messages, letterOf),
    ...legendLines(messages, letterOf),
    '',
  ];
}

function diagramLines(messages: readonly RecordedMessage[], letterOf: (each: RecordedMessage) => string): string[] {
  const lines: string[] = [];
  let rows = { received: '', sent: '' };
  let lastMs = 0;

  function add(received: string, sent: string): void {
    if (rows.received.length + received.length > MAX_COLUMNS) breakLine();
    rows = { received: rows.received + received, sent: rows.sent + sent };
  }

  function breakLine(): void {
    if (rows.received === '') return;
    lines.push(`  received  ${rows.received}`, `  sent      ${rows.sent}`, '');
    rows = { received: '', sent: '' };
  }

  for (const each of messages) {
    const gapMs = Math.round(each.atMs) - Math.round(lastMs);
    const gap = gapMs > MAX_DASHES ? ` ${formatDuration(gapMs)} ` : '-'.repeat(Math.max(0, gapMs));
    add(gap, gap);
    const letter = letterOf(each);
    add(each.direction === 'received' ? letter : '-', each.direction === 'sent' ? letter : '-');
    lastMs = each.atMs;
  }
  breakLine();
  return lines;
}

function legendLines(messages: readonly RecordedMessage[], letterOf: (each: RecordedMessage) => string): string[] {
  const lines = new Map<string, string>();
  for (const each of messages) {
    const { command, frame, message } = each;
    const payloadBytes = frame.length - HEADER_BYTES;
    const text = message === undefined ? `cannot be decoded, ${payloadBytes} bytes` : summary(message, payloadBytes);
    lines.set(letterOf(each), `  ${letterOf(each)}  ${escapeText(`${command} ${text}`)}`.trimEnd());
  }
  return [...lines.values()];
}
