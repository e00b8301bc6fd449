import type { Frame } from '../../frame/frameDecoder.js';
import type { AnyMessageDefinition } from '../../messages/defineMessage.js';
import type { Message } from '../../messages/table.js';
import { readPayload, validatePayload, type LeftoverListener } from '../../wire/payload.js';

/**
 * A received frame while the peer delivers it. `message()` decodes it at the first call; `validate()` checks it without creating the message.
 * Both error with the RemoteProtocolError of the payload. The payload is valid while the message is delivered.
 */
export class IncomingMessage implements LeftoverListener {
  readonly command: string;
  readonly payload: Uint8Array;
  /** The number of bytes after the message, known once it was decoded or validated. */
  leftoverBytes = 0;
  private decoded: Message | undefined;

  /** @param definition absent for a command that the network's table does not have: the message is then `unknown` */
  constructor(
    private readonly frame: Frame,
    private readonly definition: AnyMessageDefinition | undefined,
    private readonly protocolVersion: number,
  ) {
    this.command = definition === undefined ? 'unknown' : frame.command;
    this.payload = frame.payload;
  }

  onLeftover(leftoverBytes: number): void {
    this.leftoverBytes = leftoverBytes;
  }

  message(): Message {
    this.decoded ??= readPayload(this.frame, this.definition, this.protocolVersion, this);
    return this.decoded;
  }

  /** The decoded message; decodes this copy of the payload if needed. For callers that keep the message after the delivery. */
  decodeFrom(copy: Uint8Array): Message {
    if (this.decoded !== undefined) return this.decoded;
    return readPayload({ command: this.frame.command, payload: copy }, this.definition, this.protocolVersion);
  }

  validate(): void {
    const { definition, frame, protocolVersion } = this;
    if (definition === undefined) return;
    // A definition without `validate` is checked by decoding; the message is kept, since a conversation may need it.
    if (definition.validate === undefined) this.message();
    else validatePayload(frame, definition, protocolVersion, this);
  }
}
