/**
 * The commands that transport v2 sends as one byte, by their number; `''` where none is assigned. Number 0 begins the long form: 12 bytes as in
 * a v1 header.
 */
export type ShortIds = readonly string[];

/** The numbers of Bitcoin: BIP324, section "Message types", and 37 from BIP434. Bitcoin Core, net.cpp V2_MESSAGE_IDS. */
export const BITCOIN_SHORT_IDS: ShortIds = [
  ...['', 'addr', 'block', 'blocktxn', 'cmpctblock', 'feefilter', 'filteradd', 'filterclear', 'filterload'],
  ...['getblocks', 'getblocktxn', 'getdata', 'getheaders', 'headers', 'inv', 'mempool', 'merkleblock', 'notfound'],
  ...['ping', 'pong', 'sendcmpct', 'tx', 'getcfilters', 'cfilter', 'getcfheaders', 'cfheaders', 'getcfcheckpt'],
  ...['cfcheckpt', 'addrv2', '', '', '', '', '', '', '', '', 'feature'],
];
