import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { addContentSecurityPolicy } from './contentSecurityPolicy.mjs';
import { configureMarkdown } from './markdown.mjs';
import { navigation, sidebar } from './navigation.mjs';

const siteFolder = fileURLToPath(new URL('..', import.meta.url));

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="#3451b2"/></svg>';

// One text for eyes and screen readers; style.css hides the keys that VitePress adds.
const SEARCH_BUTTON = { buttonText: 'Search (Ctrl K)', buttonAriaLabel: 'Search (Ctrl K)' };

// A result contains all words of the search. The index splits OVERSIZED_FRAME into two words, and one of them alone is in too many pages.
const ALL_WORDS = { combineWith: 'AND' };

export default defineConfig({
  title: 'rxpeer',
  description: 'A Bitcoin or LBRY node as a stream of messages',
  lang: 'en-GB',
  base: env.SITE_BASE ?? '/',
  outDir: 'dist',
  srcExclude: ['README.md', 'dist/**', 'node_modules/**'],
  // Generated pages are in a folder of their own, which git ignores, and appear beside the others.
  rewrites: { 'generated/:path(.*)': ':path' },
  // A marble: the circle that represents a message in a diagram.
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  metaChunk: true,
  markdown: {
    config: configureMarkdown,
    languageAlias: { conf: 'ini' },
    // The default themes have contrasts below 4.5.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  transformHtml: addContentSecurityPolicy,
  // Images are read from docs/ and marbles/.
  vite: { server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } } },
  themeConfig: {
    nav: navigation(siteFolder),
    sidebar: sidebar(siteFolder),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      options: { translations: { button: SEARCH_BUTTON }, miniSearch: { searchOptions: ALL_WORDS } },
    },
  },
});
