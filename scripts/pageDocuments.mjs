// The documents that the dashboard's help links to, from docs/, as HTML.
import { readFileSync } from 'node:fs';
import { marked } from 'marked';

const NAMES = ['dashboard', 'glossary', 'alerts', 'metrics', 'limits'];

/** The documents: the name of each file, and its text. Links to documents that are not among them become plain text. */
export function pageDocuments() {
  const template = readFileSync(new URL('../lib/dashboard/page/docs.html', import.meta.url), 'utf8');
  const documents = NAMES.map((name) => {
    const markdown = readFileSync(new URL(`../docs/${name}.md`, import.meta.url), 'utf8');
    return {
      name,
      title: /^# (.*)$/m.exec(markdown)[1],
      content: withKnownLinks(marked.parse(markdown, { async: false })),
    };
  });
  const links = documents.map(({ name, title }) => `<a href="${name}.html">${title}</a>`).join('\n      ');
  return documents.map(({ name, title, content }) => ({
    file: `${name}.html`,
    text: template
      .replaceAll('{title}', title)
      .replace('{links}', () => links)
      .replace('{content}', () => content),
  }));
}

/** Makes links to the documents relative. Removes links to files that the page does not have. */
function withKnownLinks(html) {
  return html.replace(/<a href="([^"]*)">(.*?)<\/a>/gs, (link, href, text) => {
    const name = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(href);
    if (name !== null && NAMES.includes(name[1])) return `<a href="${name[1]}.html${name[2] ?? ''}">${text}</a>`;
    return /^(https?:|#)/.test(href) ? link : text;
  });
}
