import { param, type ParamChanges } from '../../state/route.js';
import { FILTER_PARAMS } from './filterLines.js';

/** The parameters of the URL that remain when another peer is chosen: the filter, without the exchange, which is one of the peer. */
export function conversationParams(): ParamChanges {
  return Object.fromEntries(FILTER_PARAMS.filter((name) => name !== 'exchange').map((name) => [name, param(name)]));
}
