import { posix } from 'node:path';
import { mapProse } from './mapProse.mjs';

/** Inline code, which has no links, or a link or an image: `[label](target)`, `![label](target)`. A label can have inline code. */
const CODE_OR_LINK = /`[^`\n]+`|(!?)\[((?:[^[\]\\`]|\\.|`[^`]*`)*)\]\(([^()\s]+)\)/g;

/**
 * The text of a document with the links of its page: links to published documents lead to their pages, images are read from where they
 * are, and other files of the repository are links into `repository`, or without it their names.
 *
 * `source` is the path of the document in the repository, for example `docs/nats.md`. Of the options, `page` is the path of its page,
 * `targets` has the page and the title of each document, `repository` is an address that ends with a slash, or undefined.
 */
export function rewriteLinks(text, source, { page, targets, repository }) {
  return mapProse(text, (prose) =>
    prose.replaceAll(CODE_OR_LINK, (whole, image, label, target) => {
      if (target === undefined || /^([a-z][a-z+.-]*:|#|\/)/i.test(target)) return whole;
      const [path, anchor] = target.split('#');
      const file = posix.normalize(posix.join(posix.dirname(source), path)).replace(/\/$/, '');
      if (image === '!') return `![${label}](${imagePath(page, file)})`;
      const linked = targets.get(file) ?? targets.get(`${file}/README.md`);
      if (linked !== undefined) return pageLink(linked, label, file, anchor);
      if (repository !== undefined) return `[${label}](${repository}${file})`;
      return label.includes(posix.basename(file)) ? label : `${label} (\`${file}\`)`;
    }),
  );
}

/** A link to a page: its address is its folder if it is named index, and a label that is a path becomes the page's title. */
function pageLink({ page, title }, label, file, anchor) {
  const address = `/${page.replace(/(^|\/)index$/, '$1')}${anchor === undefined ? '' : `#${anchor}`}`;
  return `[${isPath(label, file) ? title : label}](${address})`;
}

/** True if a label is the path of the file or of its folder, or the end of it: `../CHANGELOG.md`, `docs/decisions`. */
function isPath(label, file) {
  const path = `/${label
    .replaceAll('`', '')
    .replace(/^(\.\.\/)+/, '')
    .replace(/\/$/, '')}`;
  return [file, file.replace(/\/README\.md$/, '')].some((name) => `/${name}`.endsWith(path));
}

/** The path from the generated page to a file of the repository. */
const imagePath = (page, file) => posix.relative(posix.dirname(`site/generated/${page}`), file);
