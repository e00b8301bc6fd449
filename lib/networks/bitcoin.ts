import { defineNetwork } from './network.js';

/** The Bitcoin networks. Source: Bitcoin Core, kernel/chainparams.cpp, seeds as of September 2025; simnet: btcd, chaincfg/params.go. */
export const bitcoin = {
  mainnet: defineNetwork({
    name: 'bitcoin.mainnet',
    magic: 0xd9b4bef9,
    defaultPort: 8333,
    genesisHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    dnsSeeds: [
      'seed.bitcoin.sipa.be',
      'dnsseed.bluematt.me',
      'seed.bitcoin.jonasschnelli.ch',
      'seed.btc.petertodd.net',
      'seed.bitcoin.sprovoost.nl',
      'dnsseed.emzy.de',
      'seed.bitcoin.wiz.biz',
      'seed.mainnet.achownodes.xyz',
    ],
  }),
  testnet3: defineNetwork({
    name: 'bitcoin.testnet3',
    magic: 0x0709110b,
    defaultPort: 18_333,
    genesisHash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
    dnsSeeds: [
      'testnet-seed.bitcoin.jonasschnelli.ch',
      'seed.tbtc.petertodd.net',
      'seed.testnet.bitcoin.sprovoost.nl',
      'testnet-seed.bluematt.me',
      'seed.testnet.achownodes.xyz',
    ],
  }),
  testnet4: defineNetwork({
    name: 'bitcoin.testnet4',
    magic: 0x283f161c,
    defaultPort: 48_333,
    genesisHash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
    dnsSeeds: ['seed.testnet4.bitcoin.sprovoost.nl', 'seed.testnet4.wiz.biz'],
  }),
  signet: defineNetwork({
    name: 'bitcoin.signet',
    magic: 0x40cf030a,
    defaultPort: 38_333,
    genesisHash: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
    dnsSeeds: ['seed.signet.bitcoin.sprovoost.nl', 'seed.signet.achownodes.xyz'],
  }),
  regtest: defineNetwork({
    name: 'bitcoin.regtest',
    magic: 0xdab5bffa,
    defaultPort: 18_444,
    genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  }),
  simnet: defineNetwork({
    name: 'bitcoin.simnet',
    magic: 0x12141c16,
    defaultPort: 18_555,
    genesisHash: '683e86bd5c6d110d91b94b97137ba6bfe02dbbdb8e3dff722a669b5d69d77af6',
  }),
} as const;
