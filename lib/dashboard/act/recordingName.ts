import { isoTime } from '../../base/timeText.js';

/** Characters of the address in a file name: an onion address and its port have 68. */
const MAX_ADDRESS_CHARACTERS = 80;

/**
 * The name of a recording: `rxpeer-20.0.0.1_8333-20260102T030405678Z.rxcap`. An address may be any text: only letters, digits, dots and hyphens of ASCII
 * remain, and all other characters become `_`. So the name cannot leave its folder, nor begin like an option or a device.
 */
export function recordingName(address: string, atMs: number): string {
  const safe = address
    .replace(/[[\]]/g, '')
    .replace(/[^A-Za-z0-9.-]/g, '_')
    .replace(/\.{2,}/g, '.')
    .slice(0, MAX_ADDRESS_CHARACTERS);
  const time = (isoTime(atMs) ?? '').replace(/[-:.]/g, '').replace('+', '');
  return `rxpeer-${safe}-${time}.rxcap`;
}
