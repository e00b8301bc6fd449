/** The bytes of an encrypted length. */
export const LENGTH_BYTES = 3;
