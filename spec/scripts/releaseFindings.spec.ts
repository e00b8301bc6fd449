import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { findingsOf } from '../../scripts/releaseFindings.mjs';

const url = 'https://example.org/acme/rxpeer';
const complete = {
  version: '1.2.3',
  author: 'Acme',
  homepage: url,
  repository: { type: 'git', url },
  bugs: { url },
};

describe('the check before a release', () => {
  it('has no finding for a complete package', () => {
    expect(findingsOf(complete, '# Changelog\n\n## 1.2.3 - 2026-11-28\n')).toEqual([]);
  });

  it.each(['author', 'homepage', 'repository', 'bugs'] as const)(
    'finds a placeholder in %s, and its absence',
    (field) => {
      const changelog = '## 1.2.3\n';
      const placeholder = { ...complete, [field]: { url: 'https://example.org/OWNER/rxpeer' } };
      expect(findingsOf(placeholder, changelog)).toEqual([
        expect.stringMatching(`^package.json: ${field} is .*replace OWNER`),
      ]);
      expect(findingsOf({ ...complete, [field]: undefined }, changelog)).toEqual([
        expect.stringContaining(`${field} is missing`),
      ]);
    },
  );

  it('finds a version without a section of the changelog, and one without its date', () => {
    expect(findingsOf(complete, '## Unreleased\n')).toEqual([expect.stringContaining('no section "## 1.2.3"')]);
    expect(findingsOf(complete, '## 1.2.3 (unreleased)\n')).toEqual([expect.stringContaining('write the date')]);
  });

  it('is what npm runs before it publishes', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect([scripts['prepublishOnly'], scripts['release:check']]).toEqual([
      'npm run release:check',
      'node scripts/releaseCheck.mjs',
    ]);
  });
});
