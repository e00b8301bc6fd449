import { fileURLToPath } from 'node:url';

/** The project's folder, wherever it was checked out. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));
