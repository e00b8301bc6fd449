import { describe, expect, it } from '@jest/globals';
import { rewriteLinks } from '../../site/build/documents/rewriteLinks.mjs';

const targets = new Map([
  ['docs/nats.md', { page: 'docs/nats', title: 'NATS' }],
  ['docs/decisions/README.md', { page: 'docs/decisions/index', title: 'Decisions' }],
  ['CHANGELOG.md', { page: 'changelog', title: 'Changelog' }],
  ['README.md', { page: 'index', title: 'rxpeer' }],
]);
const rewrite = (text: string, repository?: string): string =>
  rewriteLinks(text, 'docs/scale.md', { page: 'docs/scale', targets, repository });

describe('the links of a document on its page', () => {
  it.each([
    ['a document', '[the server](nats.md)', '[the server](/docs/nats)'],
    ['a section', '[the server](nats.md#tls)', '[the server](/docs/nats#tls)'],
    ['a document of another folder', '[changes](../CHANGELOG.md)', '[changes](/changelog)'],
    ['a folder with a README', '[reasons](decisions/)', '[reasons](/docs/decisions/)'],
    ['the README of the repository', '[start](../README.md)', '[start](/)'],
    ['a label that is code', '[`nats`](nats.md)', '[`nats`](/docs/nats)'],
    ['a label that is the path', '[../CHANGELOG.md](../CHANGELOG.md)', '[Changelog](/changelog)'],
    ['a label that is the end of the path', '[CHANGELOG.md](../CHANGELOG.md)', '[Changelog](/changelog)'],
    ['a label that is the path as code', '[`docs/nats.md`](nats.md)', '[NATS](/docs/nats)'],
    ['a label that is a folder', '[`docs/decisions/`](decisions/README.md)', '[Decisions](/docs/decisions/)'],
    ['an image', '![a picture](dashboard.jpg)', '![a picture](../../../docs/dashboard.jpg)'],
    ['another host', '[NATS](https://nats.io)', '[NATS](https://nats.io)'],
    ['the same page', '[below](#below)', '[below](#below)'],
  ])('change for %s', (_, text, expected) => {
    expect(rewrite(`See ${text}, too.`)).toBe(`See ${expected}, too.`);
  });

  it('become the names of files that have no page, and links if there is a repository', () => {
    expect(rewrite('[the queue](../lib/peer/queue.ts)')).toBe('the queue (`lib/peer/queue.ts`)');
    expect(rewrite('[lib/peer/queue.ts](../lib/peer/queue.ts)')).toBe('lib/peer/queue.ts');
    expect(rewrite('[the queue](../lib/peer/queue.ts)', 'https://git.example/main/')).toBe(
      '[the queue](https://git.example/main/lib/peer/queue.ts)',
    );
  });

  it('stay as they are in inline code and in code blocks', () => {
    const code = 'The form is `[text](nats.md)`.\n\n```md\n[text](nats.md)\n```\n\n~~~~\n[text](nats.md)\n~~~\n~~~~';
    expect(rewrite(`${code}\n[after](nats.md)`)).toBe(`${code}\n[after](/docs/nats)`);
  });
});
