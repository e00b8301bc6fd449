import { v2Source } from '#transportV2';
import * as code from './transportV2.js';

/** Imports the code of transport v2 statically, for what runs in virtual time: a dynamic import would end after it. */
export function provideTransportV2(): void {
  v2Source.provide(code);
}
