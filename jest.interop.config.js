import base from './jest.config.js';

/** Against real nodes on loopback: one suite at a time, since each starts a node. */
export default {
  ...base,
  testMatch: ['<rootDir>/spec/interop/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/spec/helpers/buildDist.mjs',
  testTimeout: 120_000,
  maxWorkers: 1,
};
