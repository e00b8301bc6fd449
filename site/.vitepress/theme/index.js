// The theme of the site: VitePress's own, with system fonts. Components for pages are registered in `enhanceApp`.
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import { NotFound } from './NotFound.js';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'not-found': () => h(NotFound) }),
};
