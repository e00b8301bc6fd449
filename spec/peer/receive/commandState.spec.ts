import { describe, expect, it } from '@jest/globals';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { CommandStates } from '../../../lib/peer/receive/commandState.js';

describe('Routes', () => {
  it('has one state per command, created on first use', () => {
    const routes = new CommandStates(bitcoin.regtest);
    expect([...routes]).toEqual([]);
    const ping = routes.of('ping');
    expect(routes.of('ping')).toBe(ping);
    expect(ping.definition).toBe(bitcoin.regtest.messages.get('ping'));
    expect([...routes]).toEqual([ping]);
  });

  it('has one state for all unknown commands, so that a remote cannot make it grow', () => {
    const routes = new CommandStates(bitcoin.regtest);
    const unknown = routes.of('unknown');
    for (let i = 0; i < 1000; i++) expect(routes.of(`x${i}`)).toBe(unknown);
    expect(unknown).toMatchObject({ command: 'unknown', definition: undefined });
    expect([...routes]).toEqual([unknown]);
  });
});
