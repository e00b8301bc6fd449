/** A function of the caller's that fails, from `{ throws: "boom" }`. */
export function thrower(option: unknown): () => never {
  return () => {
    throw new Error((option as { throws: string }).throws);
  };
}
