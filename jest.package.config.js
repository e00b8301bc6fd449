import base from './jest.config.js';

/** Against the package as npm packs it, installed into a folder of its own. */
export default {
  ...base,
  testMatch: ['<rootDir>/spec/package/**/*.spec.ts'],
  globalSetup: '<rootDir>/spec/helpers/buildDist.mjs',
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 240_000,
  maxWorkers: 1,
};
