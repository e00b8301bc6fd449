import { lbryBlockHeader } from '../messages/blockHeader.js';
import { LBRY_LIMITS } from '../messages/limits.js';
import { defineNetwork } from './network.js';

const shared = {
  protocolVersion: 70_013,
  header: lbryBlockHeader,
  limits: LBRY_LIMITS,
  policy: 'lbcd',
  transport: 'v1',
} as const;

/** The LBRY networks. Source: lbcd, chaincfg/params.go and wire/protocol.go. */
export const lbry = {
  mainnet: defineNetwork({
    ...shared,
    name: 'lbry.mainnet',
    magic: 0xf1aae4fa,
    defaultPort: 9246,
    genesisHash: '9c89283ba0f3227f6c03b70216b9f665f0118d5e0fa729cedf4fb34d6a34f463',
    dnsSeeds: [
      'dnsseed1.lbry.com',
      'dnsseed2.lbry.com',
      'dnsseed3.lbry.com',
      'seed.lbry.grin.io',
      'seed.allaboutlbc.com',
    ],
  }),
  testnet: defineNetwork({
    ...shared,
    name: 'lbry.testnet',
    magic: 0xe1aae4fa,
    defaultPort: 19_246,
    genesisHash: '9c89283ba0f3227f6c03b70216b9f665f0118d5e0fa729cedf4fb34d6a34f463',
    dnsSeeds: ['testdnsseed1.lbry.com', 'testdnsseed2.lbry.com'],
  }),
  regtest: defineNetwork({
    ...shared,
    name: 'lbry.regtest',
    magic: 0xd1aae4fa,
    defaultPort: 29_246,
    genesisHash: '6e3fcf1299d4ec5d79c3a4c91d624a4acf9e2e173d95a1a0504f677669687556',
  }),
  simnet: defineNetwork({ ...shared, name: 'lbry.simnet', magic: 0x12141c16, defaultPort: 39_246 }),
} as const;
