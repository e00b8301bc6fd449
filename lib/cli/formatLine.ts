import type { Traffic } from '../peer/streams/traffic.js';
import type { Colours } from './colours.js';
import { messageJson } from './messageJson.js';
import { escapedJson, escapeText } from '../base/escapeText.js';
import { isoTime, timeText } from '../base/timeText.js';
import { summary } from '../wire/summary.js';

/** One message for people: `16:52:07.123Z 127.0.0.1:8333 ← inv 3 tx`. Safe to print, whatever the remote has sent. */
export function readableLine(address: string, traffic: Traffic, colours: Colours): string {
  const { atMs, direction, command, payload } = traffic;
  const message = traffic.message();
  const arrow = direction === 'received' ? colours.received('←') : colours.sent('→');
  const rest = message === undefined ? `cannot be read, ${payload.length} bytes` : summary(message, payload.length);
  const time = colours.dim(isoTime(atMs)?.split('T')[1] ?? timeText(atMs));
  return `${time} ${escapeText(address)} ${arrow} ${colours.bold(escapeText(command))} ${escapeText(rest)}`.trimEnd();
}

/**
 * One message for programs, as a line of JSON that json.schema.json describes: `at`, `peer`, `direction`, `command`, `sizeBytes`, and
 * `message`, which is null if the payload cannot be decoded. Safe to print, too.
 */
export function jsonLine(address: string, traffic: Traffic): string {
  const { atMs, direction, command, sizeBytes } = traffic;
  const message = traffic.message();
  return escapedJson({
    at: isoTime(atMs) ?? null,
    peer: address,
    direction,
    command,
    sizeBytes,
    message: message === undefined ? null : messageJson(message),
  });
}
