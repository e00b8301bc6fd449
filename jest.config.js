import { libraryImports } from './scripts/libraryImports.mjs';

/** The conditional imports of lib/ under these conditions, for `moduleNameMapper`. */
export const sourcesOf = (...conditions) =>
  Object.fromEntries(Array.from(libraryImports(...conditions), ([name, file]) => [`^${name}$`, `<rootDir>/${file}`]));

/** The specs that need nothing but this folder; what needs the packed package or a real node has a file of its own. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true }] },
  moduleNameMapper: {
    ...sourcesOf('node'),
    '^rxpeer$': '<rootDir>/lib/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testMatch: ['<rootDir>/spec/**/*.spec.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/spec/interop/',
    '<rootDir>/spec/package/',
    '<rootDir>/spec/browser/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/'],
  // Jest leaves one core idle by default: with two cores that doubles the time.
  maxWorkers: '100%',
  testTimeout: 20_000,
};
