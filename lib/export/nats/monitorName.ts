import { invalidOption } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';

/** Maximum length of the name of a monitor, in UTF-16 code units: a subject with two such names fits into a line of the NATS protocol (4096 bytes). */
export const MAX_MONITOR_CHARACTERS = 100;

/** True for a text that can be the name of a monitor: 1 to MAX_MONITOR_CHARACTERS characters. */
export function isMonitorName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_MONITOR_CHARACTERS;
}

/** Errors with LocalProtocolError `INVALID_OPTION` unless the value can be the name of a monitor. */
export function requireMonitorName(option: string, value: unknown): void {
  if (isMonitorName(value)) return;
  invalidOption(option, `name of 1 to ${MAX_MONITOR_CHARACTERS} characters expected, got ${show(value)}`);
}
