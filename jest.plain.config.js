import base, { sourcesOf } from './jest.config.js';

/** Folders whose specs read messages only as the peers of other specs emit them, or none: with and without fast/ they run the same code. */
const SAME_WITHOUT_FAST = ['book', 'dashboard', 'docs', 'scripts', 'site'];

/** The unit specs on the plain message table and the plain framing, without those of fast/ itself. */
export default {
  ...base,
  moduleNameMapper: { ...base.moduleNameMapper, ...sourcesOf('rxpeer-plain', 'node') },
  testPathIgnorePatterns: [
    ...base.testPathIgnorePatterns,
    ...['fast', ...SAME_WITHOUT_FAST].map((folder) => `<rootDir>/spec/${folder}/`),
  ],
};
