import { formatName } from './formatName.mjs';
import { reExports } from './reExports.mjs';
import { summaryOf } from './summaryOf.mjs';

/** An entry point with more characters of markdown than this has a page per kind of name: browsers take long to show a larger page. */
const MAX_PAGE_CHARACTERS = 60_000;

/** The pages of all entry points. Each page has its text, with the links that TypeDoc wrote, and the module that it belongs to. */
export function layOutPages(modules) {
  return [overviewPage(modules), ...modules.flatMap((module) => modulePages(module, modules))];
}

function modulePages(module, modules) {
  const size = module.kinds.flatMap(({ names }) => names.flatMap(({ lines }) => lines)).join('\n').length;
  return size > MAX_PAGE_CHARACTERS ? splitPages(module, modules) : [onePage(module, modules)];
}

function onePage(module, modules) {
  const { kinds } = module;
  const sections = kinds.map(({ title, names }) =>
    [`## ${plain(title)}`, ...names.map((name) => formatName(name, 3))].join('\n\n'),
  );
  return toPage(module, module.page, module.specifier, module.order, [...intro(module, modules), ...sections]);
}

function splitPages(module, modules) {
  const kindPages = module.kinds.map(({ title, names }, order) => {
    const sections = names.map((name) => formatName(name, 2));
    const kind = plain(title).toLowerCase();
    return toPage(module, `${module.page}/${kind}`, `${module.specifier}: ${kind}`, order, sections);
  });
  const tables = module.kinds.map((kind) => [`## ${plain(kind.title)}`, table(kind)].join('\n\n'));
  const first = toPage(module, module.page, module.specifier, module.order, [...intro(module, modules), ...tables]);
  return [first, ...kindPages];
}

const toPage = ({ module }, path, title, order, parts) => ({
  path,
  module,
  text: [
    `---\norder: ${order}\ntitleTemplate: API of rxpeer\n---`,
    `# ${title}`,
    ...parts.filter((part) => part !== ''),
  ].join('\n\n'),
});

const plain = (title) => (title === 'Type Aliases' ? 'Types' : title);

const intro = (module, modules) => [
  module.description,
  `\`\`\`js\nimport { … } from '${module.specifier}';\n\`\`\``,
  reExports(module, modules),
];

function table({ names }) {
  const rows = names.map((name) => `| [${name.title}](#${name.id}) | ${summaryOf(name)} |`);
  return ['| name | description |', '| --- | --- |', ...rows].join('\n');
}

function overviewPage(modules) {
  const sorted = modules.toSorted((a, b) => a.order - b.order);
  const rows = sorted.map((module) => `| [${module.specifier}](/${module.page}) | ${module.description} |`);
  return {
    path: 'reference/api/index',
    text: [
      '---\norder: 0\n---',
      '# API',
      'Each entry point of the package has a page, made from the docstrings in `lib/`. A name that several entry points export is described once; the\nothers link to it.',
      ['| entry point | contents |', '| --- | --- |', ...rows].join('\n'),
    ].join('\n\n'),
  };
}
