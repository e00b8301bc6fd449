/** The callback for the option `{ throws: "boom" }`: it throws an Error with this text. */
export function thrower(option: unknown): () => never {
  return () => {
    throw new Error((option as { throws: string }).throws);
  };
}
