/** The options of startServerProcess. */
export interface ServerProcessOptions {
  /** The executable file of nats-server. */
  readonly file: string;
  /** Folder of the configuration and of the JetStream store. The caller deletes it. */
  readonly folder: string;
  /** Default: a free port. */
  readonly port?: number | undefined;
  /** Maximum payload of a message, as nats-server writes sizes. Default 8MB. */
  readonly maxPayload?: string | number | undefined;
  /** Default true. */
  readonly jetStream?: boolean | undefined;
  /** Maximum size of all streams in files. Default: three quarters of the free disk space. */
  readonly maxFileStore?: string | number | undefined;
  /** Maximum size of all streams in memory. Default: three quarters of the memory. */
  readonly maxMemoryStore?: string | number | undefined;
  /** Further lines of the configuration, such as `authorization { token: "secret" }`. */
  readonly lines?: readonly string[] | undefined;
}

/** A running nats-server. */
export interface ServerProcess {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** The log, at most its last 100,000 characters. */
  readonly log: () => string;
  /** Resolves when the server has ended. */
  readonly exited: Promise<unknown>;
  /** Ends the server, by default with SIGKILL, and waits for its end. */
  readonly kill: (signal?: NodeJS.Signals) => Promise<void>;
}

export const NEWEST_SERVER: string;
export function natsPrograms(): { readonly version: string; readonly file: string }[];
export function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess>;
