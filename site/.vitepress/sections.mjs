/**
 * The sections of the sidebar, in order. `pages` are paths of pages, in order; a page that does not exist is left out. `folders` add
 * the other pages of these folders: sorted by `order` in their front matter, then by title. `groups` are sections inside of this one, after its pages unless
 * `groupsFirst` is true.
 */
export const SECTIONS = [
  { text: 'Start', pages: ['getting-started', 'docs/tour', 'examples'], folders: ['concepts'] },
  { text: 'Guides', folders: ['guides'], groups: [{ text: 'Topics', folders: ['docs'], collapsed: true }] },
  { text: 'Marbles', pages: ['marbles/index'], folders: ['marbles'], collapsed: true },
  {
    text: 'Reference',
    groupsFirst: true,
    groups: [{ text: 'API', pages: ['reference/api/index'], folders: ['reference/api'], collapsed: true }],
    pages: [
      'reference/errors',
      'reference/cli',
      'reference/json-schema',
      'docs/metrics',
      'docs/limits',
      'docs/glossary',
      'docs/compatibility',
    ],
    folders: ['reference'],
  },
  { text: 'Migration', folders: ['migration'] },
  { text: 'Help', pages: ['faq', 'troubleshooting', 'comparison'] },
  {
    text: 'Project',
    pages: ['security', 'contributing', 'changelog', 'docs/stability', 'docs/architecture', 'docs/fast', 'docs/specs'],
    groups: [
      { text: 'Measurements', pages: ['bench/results'], folders: ['bench'], collapsed: true },
      { text: 'Decisions', pages: ['docs/decisions/index'], folders: ['docs/decisions'], collapsed: true },
    ],
  },
];

/** The pages that a section names: a folder does not list them a second time. */
export const NAMED_PAGES = new Set(SECTIONS.flatMap(namedPages));

function namedPages({ pages = [], groups = [] }) {
  return [...pages, ...groups.flatMap(namedPages)];
}
