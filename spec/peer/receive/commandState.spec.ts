import { describe, expect, it } from '@jest/globals';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { CommandStates } from '../../../lib/peer/receive/commandState.js';

describe('Routes', () => {
  it('has one a command, made when it is asked for', () => {
    const routes = new CommandStates(bitcoin.regtest);
    expect([...routes]).toEqual([]);
    const ping = routes.of('ping');
    expect(routes.of('ping')).toBe(ping);
    expect(ping.definition).toBe(bitcoin.regtest.messages.get('ping'));
    expect([...routes]).toEqual([ping]);
  });

  it('has one for all commands that the network does not know, however many a remote makes up', () => {
    const routes = new CommandStates(bitcoin.regtest);
    const unknown = routes.of('unknown');
    for (let i = 0; i < 1000; i++) expect(routes.of(`x${i}`)).toBe(unknown);
    expect(unknown).toMatchObject({ command: 'unknown', definition: undefined });
    expect([...routes]).toEqual([unknown]);
  });
});
