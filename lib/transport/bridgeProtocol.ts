/**
 * The WebSocket subprotocol between a page (`webSocketDuplex`) and `rxpeer bridge`.
 *
 *     page    connect to /TOKEN/HOST:PORT ──▶   bridge    dials HOST:PORT
 *     page    {"kind":"credit","bytes":n} ──▶   bridge    may send n further bytes
 *     page    ◀── {"kind":"credit","bytes":n}   bridge    is connected (the first one), and accepts n further bytes
 *     page    ◀── bytes of the node             bridge
 *     page    bytes for the node ──▶            bridge
 *     page    ◀── {"kind":"end"}                bridge    the node has ended its side; sent after all its bytes
 *     page    ◀── {"kind":"failed","code":…}    bridge    no connection, or the connection is lost
 *
 * Binary messages are the bytes of the connection, at most MAX_DATA_BYTES each. Text messages are controls, JSON as above. A side sends only bytes
 * that the other side has granted: a WebSocket cannot stop reading, so the credit is the backpressure, in both directions. After `end` or `failed` the
 * bridge closes the WebSocket. The page closes it to end the connection; the bridge then writes what it has, and closes its socket.
 *
 * A message that breaks these rules ends the connection: close code BROKEN_RULE_CODE.
 */
export const BRIDGE_PROTOCOL = 'rxpeer.bridge.1';

/** The maximum size of one binary message in bytes. Longer chunks are split. */
export const MAX_DATA_BYTES = 64 * 1024;

/** The maximum credit in bytes that one side may have at a time. */
export const MAX_CREDIT_BYTES = 4 * 1024 * 1024;

/** The default credit of each direction in bytes. */
export const DEFAULT_WINDOW_BYTES = 256 * 1024;

/** The maximum length of a control in characters; the longest has a text of MAX_FAILURE_CHARACTERS, each escaped. */
export const MAX_CONTROL_CHARACTERS = 4096;

/** The maximum length of the text of a failure in characters. */
export const MAX_FAILURE_CHARACTERS = 500;

/** Close code of a side that has finished. */
export const NORMAL_CODE = 1000;

/** Close code of a side that received what this protocol does not allow: "Policy Violation" (RFC 6455, section 7.4.1). */
export const BROKEN_RULE_CODE = 1008;

/** Why the bridge has no connection to the node: it could not open one, or the connection broke. */
export type BridgeFailureCode = 'CONNECT_FAILED' | 'CONNECTION_LOST';

/** A text message of the subprotocol. */
export type BridgeControl =
  | { readonly kind: 'credit'; readonly bytes: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: BridgeFailureCode; readonly text: string };

/** The text of a control. The text of a failure is cut to MAX_FAILURE_CHARACTERS. */
export function formatControl(control: BridgeControl): string {
  if (control.kind !== 'failed') return JSON.stringify(control);
  return JSON.stringify({ ...control, text: control.text.slice(0, MAX_FAILURE_CHARACTERS) });
}

/** Parses a control; undefined for any other text, and for a credit that is not an integer from 1 to MAX_CREDIT_BYTES. */
export function parseControl(text: string): BridgeControl | undefined {
  if (text.length > MAX_CONTROL_CHARACTERS) return undefined;
  const fields = parseFields(text);
  switch (fields['kind']) {
    case 'credit': {
      const { bytes } = fields;
      const isValid = typeof bytes === 'number' && Number.isInteger(bytes) && bytes >= 1 && bytes <= MAX_CREDIT_BYTES;
      return isValid ? { kind: 'credit', bytes } : undefined;
    }
    case 'end':
      return { kind: 'end' };
    case 'failed': {
      const { code, text: reason } = fields;
      if ((code !== 'CONNECT_FAILED' && code !== 'CONNECTION_LOST') || typeof reason !== 'string') return undefined;
      return { kind: 'failed', code, text: reason.slice(0, MAX_FAILURE_CHARACTERS) };
    }
    default:
      return undefined;
  }
}

function parseFields(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
