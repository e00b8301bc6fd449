import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SYMPTOMS } from '../helpers/docs/symptoms.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const page = await readFile(join(projectRoot, 'site/troubleshooting.md'), 'utf8');

/** The messages in the headings of the page. */
const documented = [...page.matchAll(/^### `([^`]+)`$/gm)].map((match) => match[1]!);

/** Numbers and addresses of the message may differ. */
function patternOf(message: string): RegExp {
  const escaped = message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(
    escaped.replaceAll(/\d+(\\\.\d+){3}:\d+|no-such-host\\\.invalid:\d+|\d+/g, (part) =>
      part.includes(':') ? '\\S+:\\d+' : '\\d+',
    ),
  );
}

/** The heading that a user finds who searches for a part of this message. */
const headingFor = (message: string): string[] => documented.filter((each) => patternOf(each).test(message));

/** They need a name server, a browser, an older Node or compiler, a missing package, or end the process. */
const PROVOKED_BY_HAND = [
  'no connection to no-such-host.invalid:8333: ENOTFOUND',
  'refused: the request has Host',
  'NATS needs the package',
  'Error [ERR_REQUIRE_ESM]: require() of ES Module',
  'Must use import to load ES Module',
  "error TS2307: Cannot find module 'rxpeer/node' or its corresponding type declarations.",
  'error TS1479: The current file is a CommonJS module',
  "Cannot find package 'rxjs'",
];

describe('site/troubleshooting.md', () => {
  it.each(Object.entries(SYMPTOMS))('explains %s', async (heading, provoke) => {
    const message = await provoke();
    expect({ message, found: headingFor(message) }).toEqual({ message, found: expect.arrayContaining([heading]) });
  });

  it('has no other message but these, which were provoked by hand', () => {
    const others = documented.filter((heading) => !Object.keys(SYMPTOMS).includes(heading));
    expect(others).toEqual(PROVOKED_BY_HAND);
  });

  it('finds no heading for another message', () => {
    expect(headingFor('no connection to the moon')).toEqual([]);
  });
});
