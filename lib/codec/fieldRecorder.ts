import type { FieldKind, FieldRole, PayloadField } from './payloadField.js';

/**
 * Records the fields of a payload while a layout decodes it. The combinators call `enter` and `leave` around each named or numbered part of a
 * value, and `mark` for bytes that are not part of it, such as a count. Bytes that a codec reads without a call belong to the value that
 * encloses them, so the fields always cover everything that was read, in order.
 *
 * At most `maxFields` fields are recorded. An outer list is a list that is not inside another list. A further field is recorded in one of two ways:
 *
 * - A field of the outer list that is being decoded is joined to the field before it: both become, or extend, the `cut` of the list.
 * - For any other field, the last two fields of the preceding outer list are joined, which frees a place.
 */
export class FieldRecorder {
  private readonly fields: RecordedField[] = [];
  /** Names and indexes from the message to the value that is being decoded. */
  private readonly segments: (string | number)[] = [];
  /** Path of the outer list whose item is being decoded. */
  private outerList: string | undefined;
  /** Length of `segments` outside of that item. */
  private outerDepth = 0;
  /** Offset after the last recorded field. */
  private end = 0;

  constructor(private readonly maxFields: number) {}

  /** A part of the value begins at `offset`: a field of a struct, or an item of a list. */
  enter(offset: number, segment: string | number): void {
    this.recordUpTo(offset, 'bytes', 'value');
    if (typeof segment === 'number' && this.outerList === undefined) {
      this.outerList = this.path();
      this.outerDepth = this.segments.length;
    }
    this.segments.push(segment);
  }

  /** The part ends at `offset`. Those of its bytes that are not recorded yet become a field of this kind. */
  leave(offset: number, kind: FieldKind = 'bytes'): void {
    this.recordUpTo(offset, kind, 'value');
    this.segments.pop();
    if (this.segments.length === this.outerDepth) this.outerList = undefined;
  }

  /**
   * The bytes from `start` to `end` belong to the value that is being decoded, or to its part `segment`, and are not its encoding. A record of
   * the same bytes is replaced.
   */
  mark(start: number, end: number, kind: FieldKind, role: FieldRole, segment?: string): void {
    this.recordUpTo(start, 'bytes', 'value');
    if (segment !== undefined) this.segments.push(segment);
    this.recordUpTo(end, kind, role);
    if (segment !== undefined) this.segments.pop();
  }

  /** The fields of a payload of `payloadBytes` bytes whose message ends at `offset`. */
  finish(offset: number, payloadBytes: number): PayloadField[] {
    this.recordUpTo(offset, 'bytes', 'value');
    this.recordUpTo(payloadBytes, 'bytes', 'leftover');
    return this.fields.map(({ path, offset, length, kind, role, cutFrom }) => {
      return { path, offset, length, kind, role, ...(cutFrom === undefined ? {} : { cutFrom }) };
    });
  }

  private recordUpTo(end: number, kind: FieldKind, role: FieldRole): void {
    if (end < this.end) this.discardFrom(end);
    else if (end > this.end) this.record(end, kind, role);
    this.end = end;
  }

  private record(end: number, kind: FieldKind, role: FieldRole): void {
    const { fields, outerList } = this;
    const last = fields.at(-1);
    const length = end - this.end;
    if (last !== undefined && fields.length >= this.maxFields) {
      if (last.outerList !== undefined && last.outerList === outerList) {
        cut(last, length, outerList);
        return;
      }
      if (!this.joinTwoItems()) {
        cut(last, length, '');
        return;
      }
    }
    fields.push({ path: this.path(), offset: this.end, length, kind, role, outerList });
  }

  /** Joins the last two adjacent fields of one outer list. False if there are none. */
  private joinTwoItems(): boolean {
    const { fields } = this;
    for (let i = fields.length - 1; i > 0; i--) {
      const { length, outerList } = fields[i]!;
      const before = fields[i - 1]!;
      if (outerList === undefined || before.outerList !== outerList) continue;
      cut(before, length, outerList);
      fields.splice(i, 1);
      return true;
    }
    return false;
  }

  private discardFrom(offset: number): void {
    const { fields } = this;
    while (fields.length > 0 && fields.at(-1)!.offset >= offset) fields.pop();
    const last = fields.at(-1);
    // A `cut` may contain bytes before the offset.
    if (last !== undefined) last.length = offset - last.offset;
  }

  private path(): string {
    return this.segments.join('/');
  }
}

/** A field, and the path of the outer list that contains it. */
type RecordedField = { -readonly [K in keyof PayloadField]: PayloadField[K] } & { outerList: string | undefined };

/** Extends a field by `length` bytes, as the `cut` of the value at `path`. */
function cut(field: RecordedField, length: number, path: string): void {
  field.cutFrom ??= field.path;
  field.path = path;
  field.outerList = path;
  field.kind = 'bytes';
  field.role = 'cut';
  field.length += length;
}
