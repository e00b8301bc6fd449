import { buildIfStale } from '../../scripts/buildIfStale.mjs';

/** Runs before the suites that start programs of dist/ or load it into a browser. */
export default buildIfStale;
