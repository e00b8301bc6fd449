import { formatName } from './formatName.mjs';
import { reExports } from './reExports.mjs';
import { summaryOf } from './summaryOf.mjs';

/** An entry point with more characters of markdown than this has a page per kind of name: browsers take long to show a larger page. */
const MAX_PAGE_CHARACTERS = 60_000;

/**
 * The pages of all entry points. Each page has its text, whose links are those of TypeDoc, and the module that it belongs to.
 */
export function layOutPages(modules) {
  return [overviewPage(modules), ...modules.flatMap((module) => modulePages(module, modules))];
}

function modulePages(module, modules) {
  const size = module.kinds.flatMap(({ names }) => names.flatMap(({ lines }) => lines)).join('\n').length;
  return size > MAX_PAGE_CHARACTERS ? splitPages(module, modules) : [onePage(module, modules)];
}

function onePage(module, modules) {
  const { kinds } = module;
  const sections = kinds.map(({ title, names }) => [`## ${plain(title)}`, ...names.map((name) => formatName(name, 3))].join('\n\n'));
  return page(module, module.page, module.specifier, [intro(module), reExports(module, modules), ...sections]);
}

function splitPages(module, modules) {
  const kindPages = module.kinds.map(({ title, names }) => {
    const sections = names.map((name) => formatName(name, 2));
    return page(module, kindPath(module, title), `${module.specifier}: ${plain(title).toLowerCase()}`, sections);
  });
  const tables = module.kinds.map((kind) => [`## ${plain(kind.title)}`, table(kind)].join('\n\n'));
  return [page(module, module.page, module.specifier, [intro(module), reExports(module, modules), ...tables]), ...kindPages];
}

const page = (module, path, title, parts) => ({
  path,
  module: module.module,
  text: [`# ${title}`, ...parts.filter((part) => part !== '')].join('\n\n'),
});

const kindPath = ({ page: path }, title) => `${path}/${plain(title).toLowerCase().replaceAll(' ', '-')}`;

const plain = (title) => (title === 'Type Aliases' ? 'Types' : title);

const intro = ({ specifier, description }) => `${description}\n\n\`\`\`js\nimport { … } from '${specifier}';\n\`\`\``;

function table({ names }) {
  const rows = names.map((name) => `| [${name.title}](#${name.id}) | ${summaryOf(name)} |`);
  return ['| name | description |', '| --- | --- |', ...rows].join('\n');
}

function overviewPage(modules) {
  const rows = modules.map((module) => `| [${module.specifier}](/${module.page}) | ${module.description} |`);
  return {
    path: 'reference/api/index',
    text: [
      '# API',
      'Each entry point of the package has a page. The pages are made from the docstrings in `lib/`.',
      ['| entry point | contents |', '| --- | --- |', ...rows].join('\n'),
    ].join('\n\n'),
  };
}
