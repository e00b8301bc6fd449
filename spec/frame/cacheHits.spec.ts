import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type * as FrameEncoder from '../../lib/frame/frameEncoder.js';
import * as original from '../../lib/frame/header.js';

/** The number of calls that the cache does not save. */
let checkedCommands = 0;

jest.unstable_mockModule('../../lib/frame/header.js', () => ({
  ...original,
  isCommand: (command: string) => {
    checkedCommands += 1;
    return original.isCommand(command);
  },
}));
// A module that was loaded before the mock keeps the original.
const { bitcoin } = await import('../../lib/networks/bitcoin.js');

const network = bitcoin.regtest;
const NOTHING = new Uint8Array(0);

beforeEach(() => {
  checkedCommands = 0;
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

  it('stores exactly 64 commands', () => {
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
