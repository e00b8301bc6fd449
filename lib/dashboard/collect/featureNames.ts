import { escapeText } from '../../base/escapeText.js';
import type { Features } from '../../protocol/runtime/agreement.js';

/** Features named by the remote (BIP434) that are shown. */
const MAX_NAMED = 5;

/** The negotiated features, in short words. */
export function featureNames(features: Features): string[] {
  const { feeRate, compactBlocks, reconciliation, named } = features;
  return [
    ...(features.witness ? ['witness'] : []),
    ...(features.addrV2 ? ['addrv2'] : []),
    ...(features.wtxidRelay ? ['wtxidrelay'] : []),
    ...(features.sendHeaders ? ['sendheaders'] : []),
    ...(compactBlocks === undefined ? [] : [compactBlocks.announce ? 'cmpctblock (announces)' : 'cmpctblock']),
    ...(reconciliation === undefined ? [] : ['sendtxrcncl']),
    ...(features.relay ? [] : ['no transactions']),
    ...(feeRate === undefined ? [] : [`fee from ${feeRate} sat/kvB`]),
    ...named.slice(0, MAX_NAMED).map(({ featureId }) => escapeText(featureId)),
    ...(named.length > MAX_NAMED ? [`${named.length - MAX_NAMED} more`] : []),
  ];
}
