import { describe, expect, it } from '@jest/globals';
import { programPage, programPagePath } from '../../site/build/documents/programPage.mjs';

describe('the page of a program of examples/', () => {
  it('has the source, the name of the file as title, and a link to the section that describes the program', () => {
    const text = programPage('examples/recordAndReplay.mjs', 'const a = 1;\n');
    expect(text).toMatch(/^# recordAndReplay\.mjs\n\n\[/);
    expect(text).toContain(`(README.md#${'recordAndReplay'.toLowerCase()})`);
    expect(text.endsWith('\n\n```js\nconst a = 1;\n```\n')).toBe(true);
  });

  it('links the test of a program to the section of the program', () => {
    expect(programPage('examples/conversation.test.mjs', '')).toContain('(README.md#conversation)');
  });

  it.each([
    ['examples/watch.mjs', 'examples/watch'],
    ['examples/conversation.test.mjs', 'examples/conversation-test'],
  ])('of %s is at %s', (source, page) => {
    expect(programPagePath(source)).toBe(page);
  });
});
