import type { Framing } from '../../frame/framing.js';
import { LoadingFraming } from '../../frame/v2/loadingFraming.js';
import type { V2Options, V2Source } from './v2Source.js';

/**
 * The framing of a v2 connection: at once if the code is loaded, else one that waits for it.
 *
 * @param wake called when a framing that waits has to be asked again
 */
export function peerV2Framing(source: V2Source, options: V2Options, wake: () => void): Framing {
  if (source.loaded !== undefined) return source.loaded.createV2Framing(options);
  return new LoadingFraming(
    source.load().then((code) => code.createV2Framing(options)),
    wake,
  );
}
