import { escapeText } from '../../base/escapeText.js';
import { HEADER_BYTES } from '../../frame/header.js';
import { formatDuration } from '../../marbles/formatTime.js';
import { summary } from '../../wire/summary.js';
import type { MarbleTest } from './marbleTest.js';
import type { Said, Talk } from './talk.js';

/** How wide a strip of the picture may be. */
const STRIP_COLUMNS = 96;

/** A longer silence is drawn as a time. */
const MAX_DASHES = 12;

/**
 * What both sides said, in its order, one row above the other, and what the letters stand for. Each message has a column of its own, so
 * the picture is not to scale within a millisecond.
 */
export function pictureOf({ letterOf }: Pick<MarbleTest, 'letterOf'>, talk: Talk): string[] {
  const { address, direction, network, said } = talk;
  const who = address === '' ? 'a remote' : escapeText(address);
  return [
    `What happened on this ${direction} connection with ${who}, on ${network.name}:`,
    '',
    ...strips(said, letterOf),
    ...legend(said, letterOf),
    '',
  ];
}

function strips(said: readonly Said[], letterOf: (each: Said) => string): string[] {
  const lines: string[] = [];
  let rows = { received: '', sent: '' };
  let lastMs = 0;

  function add(received: string, sent: string): void {
    if (rows.received.length + received.length > STRIP_COLUMNS) finish();
    rows = { received: rows.received + received, sent: rows.sent + sent };
  }

  function finish(): void {
    if (rows.received === '') return;
    lines.push(`  received  ${rows.received}`, `  sent      ${rows.sent}`, '');
    rows = { received: '', sent: '' };
  }

  for (const each of said) {
    const silenceMs = Math.round(each.atMs) - Math.round(lastMs);
    const silence = silenceMs > MAX_DASHES ? ` ${formatDuration(silenceMs)} ` : '-'.repeat(Math.max(0, silenceMs));
    add(silence, silence);
    const letter = letterOf(each);
    add(each.direction === 'received' ? letter : '-', each.direction === 'sent' ? letter : '-');
    lastMs = each.atMs;
  }
  finish();
  return lines;
}

function legend(said: readonly Said[], letterOf: (each: Said) => string): string[] {
  const lines = new Map<string, string>();
  for (const each of said) {
    const { command, frame, message } = each;
    const payloadBytes = frame.length - HEADER_BYTES;
    const rest = message === undefined ? `cannot be read, ${payloadBytes} bytes` : summary(message, payloadBytes);
    lines.set(letterOf(each), `  ${letterOf(each)}  ${escapeText(`${command} ${rest}`)}`.trimEnd());
  }
  return [...lines.values()];
}
