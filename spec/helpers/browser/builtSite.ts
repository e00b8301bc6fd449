import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { serveFolder } from '../../../scripts/serveFolder.mjs';
import { isBuilt } from '../../../site/build/freshness.mjs';
import { projectRoot } from '../nodes/projectRoot.js';

const folder = join(projectRoot, 'site/dist');

/** Why the site cannot be tested on this machine; undefined if it can. */
export const siteAbsence = (): string | undefined =>
  existsSync(join(projectRoot, 'site/node_modules/vitepress')) || isBuilt()
    ? undefined
    : 'the packages of the site are not installed: npm run site';

/** A running server of the static files of the documentation site. */
export interface ServedSite {
  /** The address of the home page, with a slash at the end. */
  readonly origin: string;
  /** Ends the server. */
  close(): void;
}

/** Serves site/dist on 127.0.0.1. Builds it first if a file that it is made from is newer, which takes about a minute. */
export async function serveSite(): Promise<ServedSite> {
  if (!isBuilt()) {
    const env = { ...process.env, SITE_BASE: '/' };
    execFileSync(process.execPath, ['site/build.mjs'], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return serveFolder(folder);
}

/** The paths of all pages, sorted, for example `docs/limits.html`. */
export const sitePages = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .sort();
