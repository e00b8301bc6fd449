// The theme of the site: VitePress's own, with system fonts. Components for pages are registered in `enhanceApp`.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';

export default {
  extends: DefaultTheme,
};
