import dns, { Resolver } from 'node:dns';
import { isIP } from 'node:net';
import { afterEach, beforeEach, expect, jest } from '@jest/globals';

/** Makes every test of the suite fail that resolves a name on this machine. */
export function refuseDns(): void {
  const asked: unknown[] = [];
  const note = (name: unknown): never => {
    asked.push(name);
    throw new Error(`asked for ${String(name)}`);
  };
  beforeEach(() => {
    asked.length = 0;
    const lookup = dns.lookup as (...args: unknown[]) => void;
    // Servers look up the address at which they listen, which sends no query.
    const lookUp = (...args: unknown[]): void => (isIP(String(args[0])) === 0 ? note(args[0]) : lookup(...args));
    jest.spyOn(dns, 'lookup').mockImplementation(lookUp);
    for (const method of ['resolve4', 'resolve6'] as const) {
      jest.spyOn(Resolver.prototype, method).mockImplementation(note);
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
    expect(asked).toEqual([]);
  });
}
