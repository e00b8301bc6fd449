import base, { sourcesOf } from './jest.config.js';

/** The unit specs on the plain message table and the plain framing, without those of fast/ itself. */
export default {
  ...base,
  moduleNameMapper: { ...base.moduleNameMapper, ...sourcesOf('rxpeer-plain', 'node') },
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, '<rootDir>/spec/fast/'],
};
