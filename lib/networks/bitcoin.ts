import { defineNetwork } from './network.js';

/** The Bitcoin networks (Bitcoin Core, kernel/chainparams.cpp; simnet is btcd's, chaincfg/params.go). */
export const bitcoin = {
  mainnet: defineNetwork({ name: 'bitcoin.mainnet', magic: 0xd9b4bef9, defaultPort: 8333 }),
  testnet3: defineNetwork({ name: 'bitcoin.testnet3', magic: 0x0709110b, defaultPort: 18_333 }),
  testnet4: defineNetwork({ name: 'bitcoin.testnet4', magic: 0x283f161c, defaultPort: 48_333 }),
  signet: defineNetwork({ name: 'bitcoin.signet', magic: 0x40cf030a, defaultPort: 38_333 }),
  regtest: defineNetwork({ name: 'bitcoin.regtest', magic: 0xdab5bffa, defaultPort: 18_444 }),
  simnet: defineNetwork({ name: 'bitcoin.simnet', magic: 0x12141c16, defaultPort: 18_555 }),
} as const;
