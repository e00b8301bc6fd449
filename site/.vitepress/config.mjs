import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { addContentSecurityPolicy } from './contentSecurityPolicy.mjs';
import { configureMarkdown } from './markdown.mjs';
import { navigation, sidebar } from './navigation.mjs';

const siteFolder = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  title: 'rxpeer',
  description: 'A Bitcoin or LBRY node as a stream of messages',
  lang: 'en-GB',
  base: env.SITE_BASE ?? '/',
  outDir: 'dist',
  srcExclude: ['README.md', 'dist/**', 'node_modules/**'],
  // Generated pages are in a folder of their own, which git ignores, and appear beside the others.
  rewrites: { 'generated/:path(.*)': ':path' },
  metaChunk: true,
  markdown: { config: configureMarkdown, languageAlias: { conf: 'ini' } },
  transformHtml: addContentSecurityPolicy,
  // Images are read from docs/ and marbles/.
  vite: { server: { fs: { allow: [fileURLToPath(new URL('../..', import.meta.url))] } } },
  themeConfig: {
    nav: navigation(siteFolder),
    sidebar: sidebar(siteFolder),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
  },
});
