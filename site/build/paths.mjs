import { fileURLToPath } from 'node:url';

/** The folder of the repository, with a slash at the end. */
export const rootFolder = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the site's sources. */
export const siteFolder = `${rootFolder}site/`;

/** The pages that the build writes, in the layout of the site's addresses. Ignored by git. */
export const generatedFolder = `${siteFolder}generated/`;

/** The static files. Ignored by git. */
export const outputFolder = `${siteFolder}dist/`;
