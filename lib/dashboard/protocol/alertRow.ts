/** How urgent an alert is. `critical`: the monitoring itself does not work correctly. */
export type AlertSeverity = 'critical' | 'warning' | 'info';

/** Where the page shows the evidence of an alert: the name of a view and its parameters, as they are in the URL. */
export type AlertEvidence =
  | {
      /** The page of a peer, with its curves. */
      readonly view: 'peer';
      /** Id of the peer. */
      readonly peer: number;
    }
  | {
      /** A line of the conversation with a peer. */
      readonly view: 'conversation';
      /** Id of the peer. */
      readonly peer: number;
      /** The newest line when the alert fired; absent if it is not known. */
      readonly line?: number;
      /** The hash that the alert is about, 64 hex digits; absent if there is none. */
      readonly hash?: string;
    }
  | {
      /** The list of faults. */
      readonly view: 'faults';
    }
  | {
      /** The propagation of a block. */
      readonly view: 'blocks';
      /** The hash of the block, 64 hex digits. */
      readonly hash: string;
    };

/** An alert: one rule that fired for one peer, or for the whole pool. Texts are escaped. */
export interface AlertRow {
  /** Identifies the rule and the peer. The key is the same when the rule fires for the peer again. At most MAX_ALERT_KEY_CHARACTERS. */
  readonly key: string;
  /** The name of the rule, such as `silent peer`; at most 60 characters. */
  readonly rule: string;
  /** A short heading for people, such as `Peer is silent`. */
  readonly title: string;
  /** How urgent it is. */
  readonly severity: AlertSeverity;
  /** The latest observation, with its figures; at most 300 characters. */
  readonly text: string;
  /** Id of the peer; absent for an alert about the pool. */
  readonly peer?: number;
  /** `host:port` of the peer; absent for an alert about the pool. */
  readonly address?: string;
  /** The monitor that has the connection; absent for a peer of this process, and for an alert about the pool. */
  readonly monitor?: string;
  /** When the rule first fired since it was last inactive: time of day, in milliseconds since 1970. */
  readonly sinceMs: number;
  /** When it fired last: time of day, in milliseconds since 1970. */
  readonly lastAtMs: number;
  /** How often it has fired since `sinceMs`. */
  readonly count: number;
  /** False when it has not fired again for a while, or the peer has left. It stays listed. */
  readonly isActive: boolean;
  /** True after `acknowledge`, until it fires again after having been inactive. */
  readonly isAcknowledged: boolean;
  /** Where to look. */
  readonly evidence: AlertEvidence;
}

/** Characters of the key of an alert. */
export const MAX_ALERT_KEY_CHARACTERS = 100;

/** The answer to a page that acknowledges an alert. */
export interface AcknowledgeAnswer {
  /** False if there is no alert with this key any more. */
  readonly isDone: boolean;
}
