import { bitcoin, type Network } from '../../lib/index.js';

/** A Bitcoin network whose peers treat violations as lbcd and btcd do: the behaviours of the Go package are asserted on it. */
export const LBCD_POLICY_NETWORK: Network = { ...bitcoin.regtest, policy: 'lbcd' };
