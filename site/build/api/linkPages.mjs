/** Links of TypeDoc lead to `MODULE.md#ID` or `#ID`: here they lead to the page that has the id. Errors if no page has it. */
export function linkPages(pages) {
  const paths = new Map(pages.flatMap(({ module, text, path }) => idsOf(text).map((id) => [`${module}#${id}`, path])));
  return pages.map(({ path, module, text }) => ({
    path,
    text: `${text.replaceAll(/\]\((?:(\w+)\.md)?#([\w$-]+)\)/g, (whole, target = module, id) => {
      const page = paths.get(`${target}#${id}`);
      if (page === undefined) throw new Error(`${path} links to ${whole.slice(1)}, which no page has`);
      return page === path ? `](#${id})` : `](/${page}#${id})`;
    })}\n`,
  }));
}

/** The ids of headings, and of fields in tables. */
const idsOf = (text) =>
  [...text.matchAll(/^#+ .* \{#([^}]+)\}$|<a id="([^"]+)"><\/a>/gm)].map(([, heading, field]) => heading ?? field);
