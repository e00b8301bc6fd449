/** The specs that need nothing but this folder; what needs the packed package or a real node has a file of its own. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true }] },
  moduleNameMapper: {
    '^#checksumLanes$': '<rootDir>/lib/fast/checksumLanesNode.ts',
    '^#fast$': '<rootDir>/lib/fast/fastNetwork.ts',
    '^#fastV2$': '<rootDir>/lib/fast/fastV2.ts',
    '^#keyExchange$': '<rootDir>/lib/crypto/keyExchangeNode.ts',
    '^#latin1$': '<rootDir>/lib/fast/latin1Node.ts',
    '^#sha256$': '<rootDir>/lib/crypto/sha256Node.ts',
    '^#sockets$': '<rootDir>/lib/transport/socketsNode.ts',
    '^#transportV2$': '<rootDir>/lib/peer/v2/v2Node.ts',
    '^#wholePacket$': '<rootDir>/lib/fast/wholePacketNode.ts',
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
