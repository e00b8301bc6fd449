import { LazyV2 } from './lazyV2.js';
import type { V2Source } from './v2Source.js';

/** The module `#transportV2` outside of Node: a dynamic import, of which bundlers make a file of its own. */
export const v2Source: V2Source = new LazyV2(() => import('./transportV2.js'));
