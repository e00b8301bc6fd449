import { useData, withBase } from 'vitepress';
import { h } from 'vue';

/** The page for an address that does not exist: the sections of the site as links. */
export const NotFound = {
  setup() {
    const { theme } = useData();
    const link = (text, to) => h('li', h('a', { href: withBase(to) }, text));
    return () =>
      h('main', { class: 'not-found vp-doc' }, [
        h('h1', 'This page does not exist'),
        h('p', 'It may have another address now. The search at the top of the page finds it by a word, or start here:'),
        h('ul', [link('Home', '/'), ...theme.value.nav.map(({ text, link: to }) => link(text, to))]),
      ]);
  },
};
