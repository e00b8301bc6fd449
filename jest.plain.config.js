import base from './jest.config.js';

/** The unit specs on the plain message table and the plain framing, without those of fast/ itself. */
export default {
  ...base,
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^#fast$': '<rootDir>/lib/networks/plainNetwork.ts',
    '^#fastV2$': '<rootDir>/lib/frame/v2/plainV2.ts',
  },
  testPathIgnorePatterns: [...base.testPathIgnorePatterns, '<rootDir>/spec/fast/'],
};
