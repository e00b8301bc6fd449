/**
 * Why a case cannot be run:
 *
 * - `UNKNOWN_PAGE`: the book has no page with this name
 * - `UNKNOWN_CASE`: the page has no case with this title
 * - `UNKNOWN_ROW`: pages of this kind have no row with this name
 * - `BAD_ROW`: a row that is missing, or whose text cannot be parsed
 * - `BAD_OPTION`: an option that the page does not have, or options that are no JSON
 * - `TOO_LONG`: a diagram or a run beyond the limits of `limits.ts`
 */
export type BookErrorCode = 'UNKNOWN_PAGE' | 'UNKNOWN_CASE' | 'UNKNOWN_ROW' | 'BAD_ROW' | 'BAD_OPTION' | 'TOO_LONG';

/** A case that cannot be run: its text is wrong, so nothing was compared. */
export class BookError extends Error {
  override readonly name = 'BookError';

  /**
   * @param code the kind of mistake
   * @param row the row with the mistake; undefined if it is not in one row
   */
  constructor(
    readonly code: BookErrorCode,
    message: string,
    readonly row?: string,
  ) {
    super(message);
  }
}
