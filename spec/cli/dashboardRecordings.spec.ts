import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { parseDashboardArguments } from '../../lib/cli/dashboardArguments.js';

describe('rxpeer dashboard --recordings', () => {
  it('names an existing folder; without it the current folder is used', () => {
    expect(parseDashboardArguments(['--recordings', tmpdir()], {})).toMatchObject({ recordingsFolder: tmpdir() });
    expect(parseDashboardArguments([], {})!.recordingsFolder).toBeUndefined();
  });

  it.each(['/no/such/folder', 'package.json', ''])('refuses %j before anything is served', (folder) => {
    expect(() => parseDashboardArguments(['--recordings', folder], {})).toThrow(
      `--recordings: expected an existing folder, got ${JSON.stringify(folder)}`,
    );
  });
});
