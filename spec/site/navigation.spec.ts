import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { navigation, sidebar } from '../../site/.vitepress/navigation.mjs';

describe('the sidebar', () => {
  let folder: string;
  beforeEach(() => {
    folder = `${mkdtempSync(join(tmpdir(), 'rxpeer-site-'))}/`;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(`${folder}${name}.md`), { recursive: true });
      writeFileSync(`${folder}${name}.md`, text);
    }
  }

  it('has the sections with pages in a fixed order, and written and generated pages side by side', () => {
    write({
      faq: '# Questions',
      'guides/tor': '# Tor',
      'generated/changelog': '# Changelog',
      'generated/docs/nats': '# NATS',
    });
    expect(sidebar(folder)).toEqual([
      {
        text: 'Guides',
        items: [
          { text: 'Tor', link: '/guides/tor' },
          { text: 'Topics', collapsed: true, link: '/docs/nats', items: [{ text: 'NATS', link: '/docs/nats' }] },
        ],
      },
      { text: 'Help', items: [{ text: 'Questions', link: '/faq' }] },
      { text: 'Project', items: [{ text: 'Changelog', link: '/changelog' }] },
    ]);
    expect(navigation(folder)).toEqual([
      { text: 'Guides', link: '/guides/tor' },
      { text: 'Help', link: '/faq' },
    ]);
  });

  it('sorts a folder by the number in the front matter, then by the title', () => {
    write({
      'guides/a': '# `zeta` of *all*',
      'guides/b': '---\ntitle: "alpha"\n---\n\n# Other',
      'guides/c': '---\norder: 2\n---\n\n# Two',
      'guides/d': '---\norder: 1\n---\n\n# One {#first}',
      'guides/e': '# [Beta](/faq)',
    });
    expect(sidebar(folder)[0]!.items!.map(({ text }) => text)).toEqual([
      'One',
      'Two',
      'alpha',
      'Beta',
      'zeta of *all*',
    ]);
  });

  it('has the page of a folder as the link of its group', () => {
    write({ 'generated/docs/decisions/index': '# Decisions', 'generated/docs/decisions/0001-a': '# 1. A' });
    expect(sidebar(folder)).toEqual([
      {
        text: 'Project',
        items: [
          {
            text: 'Decisions',
            collapsed: true,
            link: '/docs/decisions/',
            items: [{ text: '1. A', link: '/docs/decisions/0001-a' }],
          },
        ],
      },
    ]);
  });

  it('has a page that a section names once, and pages of a folder below the page of its name', () => {
    write({
      'generated/docs/limits': '# Limits',
      'generated/reference/api/wire': '# rxpeer/wire',
      'generated/reference/api/wire/functions': '# rxpeer/wire: functions',
    });
    expect(sidebar(folder)).toEqual([
      {
        text: 'Reference',
        items: [
          {
            text: 'API',
            collapsed: true,
            link: '/reference/api/wire',
            items: [
              {
                text: 'rxpeer/wire',
                link: '/reference/api/wire',
                collapsed: true,
                items: [{ text: 'functions', link: '/reference/api/wire/functions' }],
              },
            ],
          },
          { text: 'Limits', link: '/docs/limits' },
        ],
      },
    ]);
  });
});
