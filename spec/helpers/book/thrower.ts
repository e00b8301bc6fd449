/** The callback that the option `{ throws: "boom" }` stands for: it throws an Error with this text. */
export function thrower(option: unknown): () => never {
  return () => {
    throw new Error((option as { throws: string }).throws);
  };
}
