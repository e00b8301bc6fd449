import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordingName } from '../../../lib/dashboard/act/recordingName.js';

const AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('the name of a recording', () => {
  it.each([
    ['20.0.0.1:8333', 'rxpeer-20.0.0.1_8333-20260102T030405678Z.rxcap'],
    ['[2a01:4f8::1]:8333', 'rxpeer-2a01_4f8__1_8333-20260102T030405678Z.rxcap'],
    ['unix:/run/node.sock', 'rxpeer-unix__run_node.sock-20260102T030405678Z.rxcap'],
    ['../../etc/passwd\0', 'rxpeer-._._etc_passwd_-20260102T030405678Z.rxcap'],
    ['', 'rxpeer--20260102T030405678Z.rxcap'],
    ['x'.repeat(81), `rxpeer-${'x'.repeat(80)}-20260102T030405678Z.rxcap`],
  ])('of %j is %s', (address, name) => {
    expect(recordingName(address, AT_MS)).toBe(name);
  });

  it('stays in its folder for any address and time', () => {
    const time = fc.oneof(fc.integer(), fc.double());
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), time, (address, atMs) => {
        const name = recordingName(address, atMs);
        expect(name).toMatch(/^rxpeer-[A-Za-z0-9._-]*\.rxcap$/);
        expect(name).not.toContain('..');
        expect(name.length).toBeLessThan(120);
      }),
    );
  });
});
