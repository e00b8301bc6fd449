import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootFolder } from '../paths.mjs';

/** Options of TypeDoc and of its markdown plugin. */
const OPTIONS = {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: `${rootFolder}tsconfig.build.json`,
  // npm run typecheck finds errors; finding them again takes as long as the conversion.
  skipErrorChecking: true,
  logLevel: 'None',
  excludePrivate: true,
  excludeInternal: true,
  excludeExternals: true,
  externalPattern: ['**/node_modules/**'],
  disableSources: true,
  readme: 'none',
  githubPages: false,
  router: 'module',
  sort: ['alphabetical-ignoring-documents'],
  validation: { invalidLink: true, notExported: false, notDocumented: false },
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useCodeBlocks: true,
  useCustomAnchors: true,
  useHTMLEncodedBrackets: true,
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  enumMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  propertyMembersFormat: 'table',
  tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true, hideSources: true },
};

/** The markdown that TypeDoc writes for each entry point, by the name of its file. Errors if a `{@link}` leads nowhere. */
export async function convertModules(entries) {
  const { Application, Converter } = await import('typedoc');
  const entryPoints = entries.map(({ module }) => `${rootFolder}lib/${module}.ts`);
  const app = await Application.bootstrapWithPlugins({ ...OPTIONS, entryPoints });
  const warnings = [];
  app.logger.log = (message, level) => {
    // Levels: 0 verbose, 1 info, 2 warning, 3 error.
    if (level >= 2) warnings.push(message);
  };
  leaveOutInherited(app, Converter.EVENT_RESOLVE_BEGIN);
  const project = await app.convert();
  if (project === undefined) throw new Error(`TypeDoc cannot read lib/:\n${warnings.join('\n')}`);
  app.validate(project);
  if (warnings.length > 0) throw new Error(`TypeDoc finds faults in docstrings:\n${warnings.join('\n')}`);
  const folder = await mkdtemp(join(tmpdir(), 'rxpeer-api-'));
  try {
    app.options.setValue('outputs', [{ name: 'markdown', path: folder }]);
    await app.generateOutputs(project);
    const texts = entries.map(async ({ module }) => [module, await readMarkdown(join(folder, `${module}.md`))]);
    return new Map(await Promise.all(texts));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** TypeDoc calls a parameter that is destructured `__namedParameters`; all of this package are options. */
const readMarkdown = async (file) => (await readFile(file, 'utf8')).replaceAll('__namedParameters', 'options');

/** The members that an interface or a class inherits are on the page of the one that declares them, which its list of parents links to. */
function leaveOutInherited(app, event) {
  app.converter.on(event, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.inheritedFrom !== undefined && reflection.parent !== undefined)
        project.removeReflection(reflection);
    }
  });
}
