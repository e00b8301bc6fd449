import { convertModules } from './convertModules.mjs';
import { describeModule } from './describeModule.mjs';
import { entryPoints } from './entryPoints.mjs';
import { layOutPages } from './layOutPages.mjs';
import { linkPages } from './linkPages.mjs';
import { parseModule } from './parseModule.mjs';

/** The API reference: a page per entry point, or for a large one a page per kind of name. */
export async function apiPages() {
  const entries = await entryPoints();
  const markdown = await convertModules(entries);
  const modules = await Promise.all(
    entries.map(async (entry) => ({
      ...entry,
      description: await describeModule(entry.module),
      ...parseModule(markdown.get(entry.module)),
    })),
  );
  return linkPages(layOutPages(modules));
}
