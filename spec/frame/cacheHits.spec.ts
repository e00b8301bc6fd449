import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type * as FrameEncoder from '../../lib/frame/frameEncoder.js';
import * as original from '../../lib/frame/header.js';

/** Counts of calls of the functions that the two caches save. */
let decodedCommands = 0;
let checkedCommands = 0;

jest.unstable_mockModule('../../lib/frame/header.js', () => ({
  ...original,
  commandOf: (...args: Parameters<typeof original.commandOf>) => {
    decodedCommands += 1;
    return original.commandOf(...args);
  },
  isCommand: (command: string) => {
    checkedCommands += 1;
    return original.isCommand(command);
  },
}));
// A module that was loaded before the mock keeps the original.
const { knownCommandAt } = await import('../../lib/frame/commands.js');
const { bitcoin } = await import('../../lib/networks/bitcoin.js');

const network = bitcoin.regtest;
const NOTHING = new Uint8Array(0);

beforeEach(() => {
  decodedCommands = 0;
  checkedCommands = 0;
});

describe('the cache of received commands', () => {
  it('decodes the twelve bytes of a command once', () => {
    const header = field('verack');
    for (let i = 0; i < 10; i++) expect(knownCommandAt(header.slice(), 0)).toBe('verack');
    expect(decodedCommands).toBe(1);
  });

  it('holds all commands of the network at once, except for a few that share a slot', () => {
    const fields = [...network.messages.keys()].map(field);
    for (const bytes of fields) knownCommandAt(bytes, 0);
    decodedCommands = 0;
    for (const bytes of fields) knownCommandAt(bytes, 0);
    expect(decodedCommands).toBeLessThan(fields.length / 2);
  });

  it('does not take one command for another that differs in one byte, at any of the twelve', () => {
    const known = field('abcdefghijkl');
    for (let at = 0; at < 12; at++) {
      for (let code = 0x20; code < 0x7f; code++) {
        const other = known.slice();
        other[at] = code;
        expect(knownCommandAt(known, 0)).toBe('abcdefghijkl');
        expect(knownCommandAt(other, 0)).toBe(original.commandOf(other, 0));
      }
    }
  });

  it('does not remember bytes that are no command', () => {
    const bytes = field('a\nb');
    for (let i = 0; i < 3; i++) expect(knownCommandAt(bytes, 0)).toBe(undefined);
    expect(decodedCommands).toBe(3);
  });
});

describe('the cache of sent commands', () => {
  let encodeFrame: typeof FrameEncoder.encodeFrame;

  beforeEach(async () => {
    // The cache lives as long as its module.
    jest.resetModules();
    ({ encodeFrame } = await import('../../lib/frame/frameEncoder.js'));
  });

  it('checks and encodes a command once', () => {
    const frames = Array.from({ length: 10 }, () => encodeFrame(network, 'once', NOTHING));
    expect(checkedCommands).toBe(1);
    expect(new Set(frames.map(String)).size).toBe(1);
  });

  it('holds exactly 64 commands', () => {
    const names = Array.from({ length: 65 }, (_, i) => `cached${i}`);
    for (const name of names) encodeFrame(network, name, NOTHING);
    checkedCommands = 0;
    for (const name of names.slice(0, 64)) encodeFrame(network, name, NOTHING);
    expect(checkedCommands).toBe(0);
    encodeFrame(network, names[64]!, NOTHING);
    encodeFrame(network, names[64]!, NOTHING);
    expect(checkedCommands).toBe(2);
  });

  it('is not written to by a frame that is changed later', () => {
    const frame = encodeFrame(network, 'once', NOTHING);
    const copy = frame.slice();
    frame.fill(0);
    expect(encodeFrame(network, 'once', NOTHING)).toEqual(copy);
  });
});

/** The twelve bytes of a command in a header. */
function field(command: string): Uint8Array {
  const bytes = new Uint8Array(12);
  for (let i = 0; i < command.length; i++) bytes[i] = command.charCodeAt(i);
  return bytes;
}
