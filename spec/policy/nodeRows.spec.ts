import { describe, expect, it } from '@jest/globals';
import { ServiceFlags } from '../../lib/index.js';
import { rawRemote } from '../helpers/rawRemote.js';
import { frame, POLICY_ROWS, policyVersion, type PolicyRow } from '../interop/policyRows.js';

/** The rows for which a peer reacts differently from a node, and why. */
const DIFFERENT = new Map([
  ['beforeVersion: version of protocol version 31,799', 'minProtocolVersion is 209 by default, as in lbcd'],
  ['ready: cmpctblock without transactions, of an unknown parent', 'a peer knows no chain, so no parent either'],
  ['ready: getcfilters of filter type 1', 'the application answers such requests, or does not'],
  ['ready: filteradd without a filter', 'the application keeps the filter'],
]);

/** Whether a peer with the default policy keeps the connection to a remote that sends the row's bytes. */
function keeps(row: PolicyRow): boolean {
  const services = row.bloom === true ? ServiceFlags.bloom : 0n;
  const { write, reasons } = rawRemote({ direction: 'inbound', services, transport: 'v1' });
  if (row.when !== 'beforeVersion') write(policyVersion());
  if (row.when === 'ready') write(frame('verack'));
  write(row.bytes());
  return reasons.length === 0;
}

describe('a peer with the default policy, and a Bitcoin Core node', () => {
  it.each(POLICY_ROWS.map((row) => [row.when, row.name, row] as const))('agree %s on: %s', (when, name, row) => {
    const isKept = row.node === 'stays';
    expect(keeps(row)).toBe(DIFFERENT.has(`${when}: ${name}`) ? !isKept : isKept);
  });

  it('differ only on existing rows', () => {
    const places = new Set(POLICY_ROWS.map(({ when, name }) => `${when}: ${name}`));
    expect([...DIFFERENT.keys()].filter((place) => !places.has(place))).toEqual([]);
  });
});
