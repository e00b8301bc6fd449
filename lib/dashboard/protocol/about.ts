/** A description of the shown connections; it does not change as long as the program runs. */
export interface About {
  /** The version of rxpeer. */
  readonly version: string;
  /** Where the peers are: connections of the program itself, other processes on NATS, or a recording. */
  readonly source: 'pool' | 'monitors' | 'recording';
  /** The targets of the user: addresses, a server, a file; at most 20 texts. Empty if the program discovers peers. */
  readonly targets: readonly string[];
  /** The number of simulated nodes of the program; 0: the peers are real. */
  readonly simulatedNodes: number;
  /** Where the metrics are served, as the program's machine reaches it; absent if they are not. */
  readonly metricsUrl?: string;
  /** Where alerts are posted: protocol and host of the webhook, without its secrets. Absent if there is no webhook. */
  readonly alertWebhook?: string;
}

/** The targets that are listed, at most. */
export const MAX_TARGETS = 20;
