import type { Traffic } from '../peer/streams/traffic.js';
import type { Colours } from './colours.js';
import { messageJson } from '../wire/messageJson.js';
import { escapedJson, escapeText } from '../base/escapeText.js';
import { isoTime, timeText } from '../base/timeText.js';
import { summary } from '../wire/summary.js';

/**
 * One message as a readable line: `16:52:07.123Z 127.0.0.1:8333 ← inv 3 tx`. Control characters are escaped, so the line is safe to print
 * for any text of the remote.
 *
 * @param monitor the name of the monitor that has the connection, which precedes the address
 */
export function readableLine(address: string, traffic: Traffic, colours: Colours, monitor?: string): string {
  const { atMs, direction, command, payload } = traffic;
  const message = traffic.message();
  const arrow = direction === 'received' ? colours.received('←') : colours.sent('→');
  const text = message === undefined ? missingText(traffic, monitor) : summary(message, payload.length);
  const peer = monitor === undefined ? address : `${monitor} ${address}`;
  const time = colours.dim(isoTime(atMs)?.split('T')[1] ?? timeText(atMs));
  return `${time} ${escapeText(peer)} ${arrow} ${colours.bold(escapeText(command))} ${escapeText(text)}`.trimEnd();
}

/** Why there is no summary. A monitor can leave payloads out. */
function missingText({ payload, sizeBytes }: Traffic, monitor: string | undefined): string {
  if (monitor !== undefined && payload.length === 0) return `${sizeBytes} bytes, without its payload`;
  return `cannot be decoded, ${payload.length} bytes`;
}

/**
 * One message as a line of JSON, which json.schema.json describes: `at`, `monitor` if there is one, `peer`, `direction`, `command`, `sizeBytes`, and `message`,
 * which is null if the payload cannot be decoded. Control characters are escaped.
 */
export function jsonLine(address: string, traffic: Traffic, monitor?: string): string {
  const { atMs, direction, command, sizeBytes } = traffic;
  const message = traffic.message();
  return escapedJson({
    at: isoTime(atMs) ?? null,
    ...(monitor === undefined ? {} : { monitor }),
    peer: address,
    direction,
    command,
    sizeBytes,
    message: message === undefined ? null : messageJson(message),
  });
}
