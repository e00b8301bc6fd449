import type { TransportV2, V2Source } from './v2Source.js';

/** Loads the code of transport v2 when it is needed first. */
export class LazyV2 implements V2Source {
  loaded: TransportV2 | undefined;
  private loading: Promise<TransportV2> | undefined;

  /** @param importCode imports the module; called again after it has failed */
  constructor(private readonly importCode: () => Promise<TransportV2>) {}

  load(): Promise<TransportV2> {
    this.loading ??= this.importCode().then(
      (code) => (this.loaded ??= code),
      (error: unknown) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  provide(code: TransportV2): void {
    this.loaded ??= code;
    this.loading ??= Promise.resolve(this.loaded);
  }
}
