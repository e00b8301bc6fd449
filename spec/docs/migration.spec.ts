import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lbry } from '../../lib/index.js';
import { FOREIGN_NAMES } from '../helpers/docs/foreignNames.js';
import { headingsOf, tablesOf } from '../helpers/docs/pageTables.js';
import { membersOf } from '../helpers/docs/publicMembers.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const pages = await Promise.all(
  Object.entries(FOREIGN_NAMES).map(async ([name, sections]) => {
    const text = await readFile(join(projectRoot, `site/migration/${name}.md`), 'utf8');
    return { name, sections, text };
  }),
);

/** The texts between backticks in the cells of a column. */
const codeIn = (cells: readonly string[]): string[] =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!));

describe.each(pages)('site/migration/$name.md', ({ sections, text }) => {
  it.each(Object.entries(sections))('maps every name of %s', (heading, names) => {
    const rows = tablesOf(text, heading).flatMap((table) => table.rows);
    const mapped = new Set(codeIn(rows.map(([first]) => first!)).flatMap((code) => code.match(/\w+/g) ?? []));
    expect(names.split(/\s+/).filter((name) => !mapped.has(name))).toEqual([]);
  });

  it('names only members of peers, requests and pools that exist', async () => {
    const known: Readonly<Record<string, readonly string[]>> = {
      peer: await membersOf('lib/peer/peer.ts', 'Peer'),
      request: await membersOf('lib/peer/requests/requests.ts', 'Requests'),
      pool: [
        ...(await membersOf('lib/pool/pool.ts', 'Pool')),
        ...(await membersOf('lib/pool/observedPool.ts', 'ObservedPool')),
      ],
    };
    const code = codeIn(lastCells(text)).flatMap((each) => [...each.matchAll(/\b(peer|request|pool)\.(\w+\$?)/g)]);
    expect(code.length).toBeGreaterThan(0);
    const unknown = code.filter(([, owner, member]) => !known[owner!]!.includes(member!)).map(([each]) => each);
    expect(unknown).toEqual([]);
  });

  it('names only commands that exist', () => {
    const commands = codeIn(lastCells(text)).flatMap((each) =>
      [...each.matchAll(/(?:\.on\(|command: )'(\w+)'/g)].map((match) => match[1]!),
    );
    expect(commands.filter((command) => command !== 'unknown' && !lbry.mainnet.messages.has(command))).toEqual([]);
  });
});

function lastCells(text: string): string[] {
  return headingsOf(text, 2).flatMap((heading) =>
    tablesOf(text, `## ${heading}`).flatMap(({ rows }) => rows.map((row) => row.at(-1)!)),
  );
}
