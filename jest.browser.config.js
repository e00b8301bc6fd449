import base from './jest.config.js';

/** In a real browser: one suite at a time, on the package as it is built. */
export default {
  ...base,
  testMatch: ['<rootDir>/spec/browser/**/*.spec.ts'],
  // Functions that are handed to a page are about its document.
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/spec/browser/tsconfig.json' }] },
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/spec/helpers/buildDist.mjs',
  testTimeout: 60_000,
  maxWorkers: 1,
};
