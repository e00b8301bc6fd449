import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as original from '../../lib/frame/header.js';

/** The number of calls that the cache does not save. */
let decodedCommands = 0;

jest.unstable_mockModule('../../lib/frame/header.js', () => ({
  ...original,
  commandOf: (...args: Parameters<typeof original.commandOf>) => {
    decodedCommands += 1;
    return original.commandOf(...args);
  },
}));
// A module that was loaded before the mock keeps the original.
const { cachedCommand } = await import('../../lib/fast/commandCache.js');
const { bitcoin } = await import('../../lib/networks/bitcoin.js');

const network = bitcoin.regtest;

beforeEach(() => {
  decodedCommands = 0;
});

describe('the cache of received commands', () => {
  it('decodes the twelve bytes of a command once', () => {
    const header = field('verack');
    for (let i = 0; i < 10; i++) expect(cachedCommand(header.slice(), 0)).toBe('verack');
    expect(decodedCommands).toBe(1);
  });

  it('stores all commands of the network at once, except for a few that share a slot', () => {
    const fields = [...network.messages.keys()].map(field);
    for (const bytes of fields) cachedCommand(bytes, 0);
    decodedCommands = 0;
    for (const bytes of fields) cachedCommand(bytes, 0);
    expect(decodedCommands).toBeLessThan(fields.length / 2);
  });

  it('does not confuse commands that differ in one byte, at each of the twelve', () => {
    const known = field('abcdefghijkl');
    for (let at = 0; at < 12; at++) {
      for (let code = 0x20; code < 0x7f; code++) {
        const other = known.slice();
        other[at] = code;
        expect(cachedCommand(known, 0)).toBe('abcdefghijkl');
        expect(cachedCommand(other, 0)).toBe(original.commandOf(other, 0));
      }
    }
  });

  it('does not store bytes that are not a valid command', () => {
    const bytes = field('a\nb');
    for (let i = 0; i < 3; i++) expect(cachedCommand(bytes, 0)).toBe(undefined);
    expect(decodedCommands).toBe(3);
  });
});

/** The twelve bytes of a command in a header. */
function field(command: string): Uint8Array {
  const bytes = new Uint8Array(12);
  for (let i = 0; i < command.length; i++) bytes[i] = command.charCodeAt(i);
  return bytes;
}
