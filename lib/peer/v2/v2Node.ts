import * as code from './transportV2.js';
import type { V2Source } from './v2Source.js';

/** The module `#transportV2` in Node, where a program loads everything from its disk: transport v2 is always there. */
export const v2Source: V2Source = {
  loaded: code,
  load: () => Promise.resolve(code),
  provide: () => undefined,
};
