import { describe, expect, it } from '@jest/globals';
import { layOutPages } from '../../site/build/api/layOutPages.mjs';
import { linkPages } from '../../site/build/api/linkPages.mjs';
import { parseModule } from '../../site/build/api/parseModule.mjs';

const WIRE = `# wire

## Interfaces

### Frame {#frame}

A frame. It has a payload.

#### Properties

| Property | Type | Description |
| ------ | ------ | ------ |
| <a id="property-payload"></a> \`payload\` | \`Uint8Array\` | Its bytes. |

#### Methods

##### end() {#end}

\`\`\`ts
end(): void;
\`\`\`

#### Overrides

[\`Other\`](#constructor-2)

***

## Functions

### decode() {#decode}

\`\`\`ts
function decode(): Frame;
\`\`\`

Decodes \`a. B\` at once, or not. Then more.

    bytes --\\{ a \\}--

#### Returns

[\`Frame\`](#frame)
`;

const INDEX = `# index

## References

### decode {#decode}

Re-exports [decode](wire.md#decode)
`;

const describeModule = (module: string, specifier: string, order: number, markdown: string) => ({
  module,
  specifier,
  order,
  page: `reference/api/${specifier.split('/').at(-1)!}`,
  description: `All of ${specifier}.`,
  ...parseModule(markdown),
});

function pagesOf(wire = WIRE): Map<string, string> {
  const modules = [describeModule('wire', 'rxpeer/wire', 1, wire), describeModule('index', 'rxpeer', 0, INDEX)];
  return new Map(linkPages(layOutPages(modules)).map(({ path, text }) => [path, text]));
}

describe('the pages of the API', () => {
  it('have functions first, parts in bold, members as headings with ids of their own, and code without escapes', () => {
    const page = pagesOf().get('reference/api/wire')!;
    expect(page.match(/^#.*$/gm)).toEqual([
      '# rxpeer/wire',
      '## Functions',
      '### decode() {#decode}',
      '## Interfaces',
      '### Frame {#frame}',
      '#### end() {#frame-end}',
    ]);
    expect(page).toContain('\n    bytes --{ a }--\n');
    expect(page).toContain('**Returns**\n\n[`Frame`](#frame)');
    expect(page).not.toMatch(/Overrides|constructor-2|\*\*\*\n/);
  });

  it('list the names that another page describes, with links to it', () => {
    const page = pagesOf().get('reference/api/rxpeer')!;
    expect(page).toContain('Also exports a name of rxpeer/wire\n[decode](/reference/api/wire#decode)\n');
  });

  it('are split by kind beyond 60,000 characters, with a table of first sentences that links to the parts', () => {
    const fill = 'x'.repeat(60_000);
    const pages = pagesOf(WIRE.replace('A frame. It', `A frame. ${fill} It`));
    expect([...pages.keys()]).toEqual(
      expect.arrayContaining(['reference/api/wire/functions', 'reference/api/wire/interfaces']),
    );
    expect(pages.get('reference/api/wire')).toContain(
      '| [decode()](/reference/api/wire/functions#decode) | Decodes `a. B` at once, or not. |',
    );
    expect(pages.get('reference/api/wire/functions')).toContain('[`Frame`](/reference/api/wire/interfaces#frame)');
    expect(pages.get('reference/api/rxpeer')).toContain('[decode](/reference/api/wire/functions#decode)');
  });

  it('fail if a link leads to an id that no page has', () => {
    expect(() => pagesOf(WIRE.replace('](#frame)', '](#none)'))).toThrow(
      'reference/api/wire links to (#none), which no page has',
    );
  });

  it('fail if TypeDoc has a kind of names that they have no place for', () => {
    expect(() => pagesOf(WIRE.replace('## Functions', '## Enumerations'))).toThrow(
      'an unknown kind of names, Enumerations: expected Functions, ',
    );
  });
});
